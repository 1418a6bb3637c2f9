using System.Security.Claims;
using OzgTracker.Api.Rollouts;
using OzgTracker.Domain;
using OzgTracker.Operations;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Auth;

/// <summary>Who sent the request.</summary>
/// <param name="Subject">Pseudonymous; the log keeps it.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Keys">Of a reporter: official keys; a shorter one stands for all units below it.</param>
/// <param name="States">Of a coordinator: Länder, two digits each.</param>
sealed record Caller(string Subject, string Role, IReadOnlyList<string> Keys, IReadOnlyList<string> States)
{
    /// <summary>Only who it is, where nothing else is asked.</summary>
    public static string SubjectOf(ClaimsPrincipal user) => user.FindFirst("sub")?.Value ?? "anonymous";

    public static Caller Of(ClaimsPrincipal user) => new(
        SubjectOf(user),
        user.FindFirst(DevelopmentTokens.RoleClaim)?.Value ?? Roles.Reader,
        [.. user.FindAll(DevelopmentTokens.KeysClaim).Select(claim => claim.Value)],
        [.. user.FindAll(DevelopmentTokens.StatesClaim).Select(claim => claim.Value)]);

    public Provenance Provenance => new(Subject, Role, Role == Roles.Coordinator ? Provenance.Coordinator : Provenance.Self);

    /// <summary>Whether the caller coordinates a Land.</summary>
    public bool Coordinates(string state) => Role == Roles.Coordinator && States.Contains(state, StringComparer.Ordinal);

    /// <summary>The same for a key that nobody has.</summary>
    public bool CoordinatesStateOf(string unknownKey) => Role == Roles.Coordinator && States.Any(state => unknownKey.StartsWith(state, StringComparison.Ordinal));

    /// <summary>Whether the caller may report for a unit. A key of a unit that is gone stands for its successors.</summary>
    public bool MayReportFor(KnownUnit unit) =>
        Role == Roles.Reporter && Keys.Any(key => Covers(key, unit.Id.Value, unit.Ags, unit.Ars) || unit.InheritedKeys.Contains(key));

    /// <summary>The same for a key that nobody has, so that a stranger cannot find out which keys exist.</summary>
    public bool MayReportFor(string unknownKey) => Role == Roles.Reporter && Keys.Any(key => AccessScope.IsKey(key) && unknownKey.StartsWith(key, StringComparison.Ordinal));

    /// <summary>Whether the caller may write a cell of a unit.</summary>
    public bool MayWriteFor(KnownUnit unit, CellWriters writers) =>
        (writers.HasFlag(CellWriters.Reporters) && MayReportFor(unit)) || (writers.HasFlag(CellWriters.Coordinators) && Coordinates(unit.State));

    /// <summary>The same for a key that nobody has.</summary>
    public bool MayWriteFor(string unknownKey, CellWriters writers) =>
        (writers.HasFlag(CellWriters.Reporters) && MayReportFor(unknownKey)) || (writers.HasFlag(CellWriters.Coordinators) && CoordinatesStateOf(unknownKey));

    /// <summary>The refusal that tells the caller what its token does not cover.</summary>
    public string Outside => Role == Roles.Coordinator ? "outside-your-states" : "outside-your-keys";

    /// <summary>
    /// Land (2 digits), Regierungsbezirk (3), Kreis (5) and Gemeindeverband (9) stand for what lies below them, an AGS (8) and an ARS (12) for one unit
    /// only: a prefix of any other length would cut through the hierarchy and covers nothing.
    /// </summary>
    static bool Covers(string key, string id, string? ags, string ars) => key.Length switch
    {
        2 or 3 or 5 => ars.StartsWith(key, StringComparison.Ordinal),
        9 => id == key || ars.StartsWith(key, StringComparison.Ordinal),
        8 => id == key || ags == key,
        12 => ars == key,
        _ => false,
    };
}

/// <summary>What a token can be.</summary>
static class Roles
{
    public const string Reader = "reader";
    public const string Reporter = AccessScope.Reporter;
    public const string Coordinator = AccessScope.Coordinator;
    public const string Admin = "admin";

    public static readonly string[] All = [Reader, Reporter, Coordinator, Admin];
}
