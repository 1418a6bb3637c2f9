using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.ApiKeys;

/// <summary>Makes an API key for a machine client.</summary>
public sealed class CreateApiKeyEndpoint(IDocumentStore store, TimeProvider clock)
    : Endpoint<CreateApiKeyEndpoint.Request, Results<Created<IssuedApiKeyAnswer>, ProblemHttpResult>>
{
    /// <summary>The key.</summary>
    public sealed record Request([FromBody] NewApiKey Key);

    /// <summary>What the key is to be.</summary>
    /// <param name="Name">What the client is, such as `kdn-nightly-import`: 3 to 80 lower-case letters, digits, dots and dashes; never a person.</param>
    /// <param name="Role">`reader`, `reporter`, `coordinator` or `admin`.</param>
    /// <param name="Keys">Of a reporter, who needs them: up to 100 official keys of 2, 3, 5, 8, 9 or 12 digits.</param>
    /// <param name="States">Of a coordinator, who needs them: Länder, two digits each.</param>
    /// <param name="ValidForDays">1 to 365; 365 when absent.</param>
    public sealed record NewApiKey(string Name, string Role, IReadOnlyList<string>? Keys = null, IReadOnlyList<string>? States = null, int? ValidForDays = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        const int MostEntries = 100;

        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key.Name).Must(ApiKeyName.IsName).WithErrorCode("invalid-api-key-name").WithMessage($"'name' has {ApiKeyName.Form}.");
            RuleFor(request => request.Key.Role).Must(role => AccessScope.Roles.Contains(role)).WithErrorCode("unknown-role")
                .WithMessage($"'role' must be one of {string.Join(", ", AccessScope.Roles)}.");
            RuleForEach(request => request.Key.Keys).Must(AccessScope.IsKey).WithErrorCode("invalid-key").WithMessage("An official key has 2, 3, 5, 8, 9 or 12 digits, with leading zeros.");
            RuleForEach(request => request.Key.States).Must(AccessScope.IsState).WithErrorCode("invalid-state").WithMessage("A Land is two digits, 01 to 16.");
            RuleFor(request => request.Key.Keys).Must(list => list is null or { Count: <= MostEntries }).WithErrorCode("too-many").WithMessage($"At most {MostEntries} keys.");
            RuleFor(request => request.Key.States).Must(list => list is null or { Count: <= MostEntries }).WithErrorCode("too-many").WithMessage($"At most {MostEntries} Länder.");
            Scope(request => request.Key.Keys, "keys", AccessScope.Reporter);
            Scope(request => request.Key.States, "states", AccessScope.Coordinator);
            RuleFor(request => request.Key.ValidForDays).Lifetime();
        }

        /// <summary>A scope that the role does not use would look as if it limited the key.</summary>
        void Scope(System.Linq.Expressions.Expression<Func<Request, IReadOnlyList<string>?>> list, string name, string role) => RuleFor(list)
            .Must((request, given) => (given?.Count > 0) == (request.Key.Role == role)).When(request => AccessScope.Roles.Contains(request.Key.Role))
            .WithErrorCode("scope-does-not-fit").WithMessage($"A {role} needs '{name}'; nobody else has them.");
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(ApiKeyAnswer.Route);
        Policies(Policy.Administer);
        RecordedAs(AccessEventKind.KeyCreated);
        HandsOutASecret();
        Problems(409, 413, 415);
        Summary(
            "Make an API key",
            "By an administrator, for a machine client. `secret` is in this answer only; what is stored cannot be turned back into it. The client sends it as `Authorization: Bearer …`; "
            + "where a program knows names and passwords only (Excel, Power BI), Basic with any user name and the key as password. A repeated request is refused by its name.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Created<IssuedApiKeyAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (wanted, now) = (request.Key, ApiKeyRules.Now(clock));
        if (ApiKeyName.IsOfPerson(wanted.Name)) return Problem.Of("not-a-functional-name");

        var secret = ApiKeySecret.Create();
        var key = new ApiKey(
            secret.Id, wanted.Name, wanted.Role, Distinct(wanted.Keys), Distinct(wanted.States), secret.Hash, Caller.Of(HttpContext.User).Subject, now,
            now.AddDays(wanted.ValidForDays ?? ApiKey.MostDays));
        await using var session = store.LightweightSession();
        ApiKeyTable.Add(session, key);
        HttpContext.Response.Headers.CacheControl = "no-store";
        try
        {
            return await Save(session, () => TypedResults.Created(ApiKeyAnswer.AddressOf(key.Id), new IssuedApiKeyAnswer(key, secret)), ct);
        }
        catch (PostgresException error) when (ApiKeyTable.IsNameTaken(error))
        {
            return Problem.Of("api-key-name-taken", $"A key that is not revoked has the name '{wanted.Name}'.");
        }
    }

    static string[] Distinct(IReadOnlyList<string>? list) => [.. (list ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
