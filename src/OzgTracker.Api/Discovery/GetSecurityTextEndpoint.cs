using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Discovery;

/// <summary>Whom to tell of a vulnerability (RFC 9116).</summary>
public sealed class GetSecurityTextEndpoint(DiscoveryServices services) : Endpoint<GetSecurityTextEndpoint.Request, Results<WellKnownText, ProblemHttpResult>>
{
    const string Path = "/.well-known/security.txt";

    /// <summary>As long as the settings stand, so does what they say; the document must name an end that is less than a year away.</summary>
    const int DaysGood = 180;

    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(Path);
        Policies(Auth.Policy.Open);
        Problems(404);
        Summary("Say whom to tell of vulnerabilities", "RFC 9116, from the settings `Catalogue:SecurityContact` and `SecurityPolicy`; 404 without the first.");
    }

    /// <inheritdoc/>
    public override Task<Results<WellKnownText, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) => Task.FromResult(Answer());

    Results<WellKnownText, ProblemHttpResult> Answer()
    {
        var options = services.Options;
        if (options.SecurityContact is not { Length: > 0 } contact) return Problem.Of("not-found", "This installation names no contact for vulnerabilities.");

        var expires = new DateTimeOffset(services.Clock.GetUtcNow().UtcDateTime.Date.AddDays(DaysGood), TimeSpan.Zero);
        var text = new StringBuilder();
        text.Append($"Contact: {contact}\n");
        text.Append(CultureInfo.InvariantCulture, $"Expires: {expires:yyyy-MM-dd'T'HH:mm:ss'Z'}\n");
        text.Append("Preferred-Languages: de, en\n");
        text.Append($"Canonical: {options.BaseOf(HttpContext.Request)}{Path}\n");
        if (options.SecurityPolicy is { Length: > 0 } policy) text.Append($"Policy: {policy}\n");
        return new WellKnownText("text/plain; charset=utf-8", text.ToString());
    }
}
