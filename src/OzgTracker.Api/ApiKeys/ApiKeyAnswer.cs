using FluentValidation;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.ApiKeys;

/// <summary>An API key without its secret.</summary>
/// <param name="Id">Names the key; the middle part of it.</param>
/// <param name="Name">What the client is.</param>
/// <param name="Role">`reader`, `reporter`, `coordinator` or `admin`.</param>
/// <param name="Keys">Of a reporter: official keys; a shorter one stands for all units below it.</param>
/// <param name="States">Of a coordinator: Länder.</param>
/// <param name="CreatedBy">Subject that made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From then on it is void.</param>
/// <param name="RotatedAt">When it got its present secret; null for the first.</param>
/// <param name="PreviousUntil">Until then the secret before that works on.</param>
/// <param name="LastUsedAt">When it was used last, a minute or two late; null for never.</param>
/// <param name="RevokedAt">When it was taken back; null while it was not.</param>
/// <param name="RevokedBy">Subject that took it back.</param>
public record ApiKeyAnswer(
    string Id,
    string Name,
    string Role,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> States,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? PreviousUntil,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt,
    string? RevokedBy)
{
    /// <summary>Where the keys are.</summary>
    public const string Route = "/v1/api-keys";

    internal static ApiKeyAnswer Of(ApiKey key) => new(
        key.Id, key.Name, key.Role, key.Keys, key.States, key.CreatedBy, key.CreatedAt, key.ExpiresAt, key.RotatedAt, key.PreviousUntil, key.LastUsedAt, key.RevokedAt, key.RevokedBy);

    internal static string AddressOf(string id) => $"{Route}/{id}";
}

/// <summary>An API key with its secret, which is shown this once.</summary>
public sealed record IssuedApiKeyAnswer : ApiKeyAnswer
{
    internal IssuedApiKeyAnswer(ApiKey key, ApiKeySecret secret)
        : base(Of(key)) => Secret = secret.Text;

    /// <summary>What to send as `Authorization: Bearer …`, or with Basic as the password of any user. It is stored nowhere: keep it.</summary>
    public string Secret { get; }
}

/// <summary>Syntax of ids and lifetimes.</summary>
static class ApiKeyRules
{
    public static IRuleBuilderOptions<T, string> ApiKeyId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(ApiKeySecret.IsId).WithErrorCode("invalid-api-key-id").WithMessage("An id is the 12 lower-case letters and digits after `ozg_`; never send the secret in an address.");

    public static IRuleBuilderOptions<T, int?> Lifetime<T>(this IRuleBuilder<T, int?> rule) => rule
        .InclusiveBetween(1, ApiKey.MostDays).WithErrorCode("lifetime-out-of-range").WithMessage($"'validForDays' must be from 1 to {ApiKey.MostDays}.");

    /// <summary>As the database keeps it: whole microseconds.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => clock.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : default;
}
