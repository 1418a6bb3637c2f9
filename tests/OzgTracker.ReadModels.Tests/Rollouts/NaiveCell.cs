using System.Text.Json;

namespace OzgTracker.ReadModels.Tests.Rollouts;

/// <summary>An event as its row says it.</summary>
sealed record Row(long Position, string Stream, long Version, string Type, JsonElement Data, DateTime RecordedAt);

/// <summary>A cell read from rows of <c>mt_events</c> by the rules as they are written, without any code of the domain.</summary>
/// <remarks>Every question goes through all events again; that is the point.</remarks>
sealed class NaiveCell(IReadOnlyList<Row> events)
{
    public const string DefaultModel = "ozg-1.1";

    public readonly record struct Value(int Status, int? Level, int Evidence);

    /// <summary>The models that were spoken of, and the default one.</summary>
    public IEnumerable<string> Models => Claims().Select(Model).Append(DefaultModel).Distinct();

    /// <summary>All days from which anything was ever said.</summary>
    public SortedSet<DateOnly> Days(string model) =>
        [.. Claims().Where(claim => Model(claim) == model).Select(claim => Day(claim, "validOn")), .. Competence().Select(change => Day(change, "validFrom"))];

    public NaiveCell UpTo(long position) => new([.. events.Where(happened => happened.Position <= position)]);

    public Value On(DateOnly day, string model)
    {
        if (!IsCompetent(day)) return new(2, null, 0);
        return Deciding(day, model) is { } claim ? new(1, Level(claim), Url(claim) is null ? 0 : 1) : default;
    }

    public DateOnly? Since(DateOnly day, string model)
    {
        var value = On(day, model);
        if (value.Status == 0) return null;
        while ((On(day.AddDays(-1), model).Status, On(day.AddDays(-1), model).Level) == (value.Status, value.Level)) day = day.AddDays(-1);
        return day;
    }

    public string? EvidenceUrl(DateOnly day, string model) => IsCompetent(day) && Deciding(day, model) is { } claim ? Url(claim) : null;

    public DateTime? LastHeard => events.LastOrDefault(e => e.Type is "maturity_reported" or "maturity_corrected" or "maturity_confirmed")?.RecordedAt;

    bool IsCompetent(DateOnly day) =>
        Competence()
            .Where(change => Day(change, "validFrom") <= day)
            .OrderBy(change => Day(change, "validFrom"))
            .ThenBy(change => change.Version)
            .Select(change => change.Type == "competence_reclaimed")
            .DefaultIfEmpty(true)
            .Last();

    /// <summary>The last claim on the whole service, or a later one on a part of it that is higher.</summary>
    Row? Deciding(DateOnly day, string model)
    {
        var counted = Claims()
            .Where(claim => Model(claim) == model && Day(claim, "validOn") <= day && Counts(claim.Version))
            .OrderBy(claim => Day(claim, "validOn"))
            .ThenBy(claim => claim.Version)
            .ToList();
        var whole = counted.FindLastIndex(claim => Parts(claim).Length == 0);
        var later = counted.Skip(whole + 1).ToList();
        return later
            .SelectMany(Parts).Distinct()
            .Select(part => later.Last(claim => Parts(claim).Contains(part)))
            .Concat(counted.Skip(whole).Take(whole < 0 ? 0 : 1))
            .OrderBy(Level)
            .ThenBy(claim => claim.Version)
            .LastOrDefault();
    }

    bool Counts(long version) => !IsWithdrawn(version) && events.Where(e => Says(e, "corrects", version)).All(correction => IsWithdrawn(correction.Version));

    bool IsWithdrawn(long version) => events.Any(e => Says(e, "withdraws", version));

    IEnumerable<Row> Claims() => events.Where(e => e.Type is "maturity_reported" or "maturity_corrected");

    IEnumerable<Row> Competence() => events.Where(e => e.Type is "not_competent_declared" or "competence_reclaimed");

    static bool Says(Row row, string member, long version) => row.Data.TryGetProperty(member, out var named) && named.GetInt64() == version;

    static string Model(Row claim) => claim.Data.GetProperty("model").GetString()!;

    static int Level(Row claim) => claim.Data.GetProperty("level").GetInt32();

    static string? Url(Row claim) => claim.Data.TryGetProperty("evidenceUrl", out var url) ? url.GetString() : null;

    static string[] Parts(Row claim) => claim.Data.TryGetProperty("leikaIds", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!)] : [];

    static DateOnly Day(Row row, string member) => DateOnly.ParseExact(row.Data.GetProperty(member).GetString()!, "yyyy-MM-dd");
}
