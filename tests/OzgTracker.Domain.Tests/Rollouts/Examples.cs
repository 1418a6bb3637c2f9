using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Tests.Rollouts;

/// <summary>The words that specifications of one cell are written in. It is noon on 20 May 2026.</summary>
public static class Examples
{
    public const string Portal = "https://service.bonn.de/";

    public static readonly LeikaId Registration = LeikaId.Parse("99115005060000");
    public static readonly LeikaId Deregistration = LeikaId.Parse("99115005060001");
    public static readonly LeikaId Foreign = LeikaId.Parse("99036008011000");

    /// <summary>A second model that differs from the official one in what matters to rules: its name and its highest level.</summary>
    public static readonly MaturityModel EightLevels = OfficialModels.Ozg11 with
    {
        Id = "ozg-2.0",
        Levels = [.. Enumerable.Range(0, 8).Select(level => new MaturityLevel(level, $"Stufe {level}", $"Level {level}", ""))],
    };

    public static readonly DateTimeOffset Now = new(2026, 5, 20, 12, 0, 0, TimeSpan.FromHours(2));

    public static readonly RolloutFacts Facts =
        new(UnitKind.Gemeinde, OfficialModels.Ozg11, new HashSet<LeikaId> { Registration, Deregistration }, Now);

    public static DateOnly May(int day) => new(2026, 5, day);

    public static Dictionary<string, int> Criteria(params (string Criterion, int Level)[] levels) =>
        levels.ToDictionary(pair => pair.Criterion, pair => pair.Level);

    public static ClaimedMaturity Claim(
        int? level,
        DateOnly on,
        string? evidence = null,
        LeikaId[]? leika = null,
        Dictionary<string, int>? criteria = null,
        DateTimeOffset? reportedAt = null,
        string? note = null) => new(level, criteria, on, evidence, leika, reportedAt, note);

    public static ReportMaturity Report(
        int? level,
        DateOnly on,
        string? evidence = null,
        LeikaId[]? leika = null,
        Dictionary<string, int>? criteria = null,
        DateTimeOffset? reportedAt = null,
        string? note = null) => new(Claim(level, on, evidence, leika, criteria, reportedAt, note));

    public static CorrectMaturity Correct(long version, int? level, DateOnly on, string? evidence = null) =>
        new(version, Claim(level, on, evidence));

    public static MaturityReported Reported(
        int level,
        DateOnly on,
        string? evidence = null,
        LeikaId[]? leika = null,
        Dictionary<string, int>? criteria = null,
        DateTimeOffset? reportedAt = null,
        string? note = null,
        string model = "ozg-1.1") => new(model, level, criteria, on, evidence, leika, reportedAt, note);

    public static MaturityCorrected Corrected(
        long version, int level, DateOnly on, string? evidence = null, LeikaId[]? leika = null, string model = "ozg-1.1") =>
        new(version, model, level, null, on, evidence, leika, null, null);

    public static MaturityWithdrawn Withdrawn(long version) => new(version, "reported by mistake");

    public static NotCompetentDeclared NotCompetent(DateOnly from, string reason = "the Kreis does it") => new(reason, from);

    public static Rollout Folded(params IRolloutEvent[] events) => events.Aggregate(Rollout.Initial, Rollout.Evolve);
}
