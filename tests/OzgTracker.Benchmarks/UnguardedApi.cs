using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Analysis;
using OzgTracker.Api.Hosting;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Web;
using OzgTracker.Operations;

namespace OzgTracker.Benchmarks;

/// <summary>The same operations without what protects them: no tokens, allowances, framing, headers or audit; everybody is a reporter of everything. What access costs is told by the difference.</summary>
static class UnguardedApi
{
    public const string Switch = "--unguarded";

    public static async Task RunAsync(string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        ApiHost.Configure(builder);
        var settings = new OzgSettings(connectionString, OzgSettings.HomeFrom(Environment.GetEnvironmentVariable(OzgSettings.HomeVariable)));
        using var logging = LoggerFactory.Create(logs => ApiHost.Quieten(logs));
        await using var database = await ApiHost.PrepareDatabase(settings, new DemoOptions { Enabled = false }, logging, CancellationToken.None);
        await ApiHost.AddDatabase(builder.Services, database, new FaultOptions(), StartFacts.Of(builder.Configuration, isEmbedded: false), CancellationToken.None);
        builder.Services.AddAccess(new AccessOptions(), null, isEmbedded: true);
        builder.Services.AddSingleton<IPolicyEvaluator, Everybody>();

        await using var app = builder.Build();
        app.UseProblems();
        app.UseResponseCompression();
        app.UseAuthorization();
        app.UseKeptAnswers();
        app.MapEndpoints();
        await app.RunAsync();
    }

    sealed class Everybody : IPolicyEvaluator
    {
        static readonly AuthenticateResult Known = AuthenticateResult.Success(new AuthenticationTicket(
            Principals.Of("nothing", "dev-reporter", Roles.Reporter, Enumerable.Range(1, 16).Select(land => land.ToString("00", System.Globalization.CultureInfo.InvariantCulture)), []), "nothing"));

        public Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context)
        {
            context.User = Known.Principal!;
            return Task.FromResult(Known);
        }

        public Task<PolicyAuthorizationResult> AuthorizeAsync(AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
            Task.FromResult(PolicyAuthorizationResult.Success());
    }
}
