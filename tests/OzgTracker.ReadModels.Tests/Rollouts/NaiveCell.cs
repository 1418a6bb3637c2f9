using System.Text.Json;

namespace OzgTracker.ReadModels.Tests.Rollouts;

/// <summary>An event as its row says it.</summary>
sealed record Row(long Position, string Stream, long Version, string Type, JsonElement Data, DateTime RecordedAt)
{
    // Asked again and again by the naive folds, so read from the JSON once.
    public string? Model { get; } = Data.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString() : null;

    public DateOnly? ValidOn { get; } = Data.TryGetProperty("validOn", out var day) ? NaiveCell.Day(day) : null;

    public long? Corrects { get; } = Data.TryGetProperty("corrects", out var version) ? version.GetInt64() : null;

    public long? Withdraws { get; } = Data.TryGetProperty("withdraws", out var version) ? version.GetInt64() : null;
}

/// <summary>A cell read from rows of <c>mt_events</c> by the rules as they are written, without any code of the domain.</summary>
/// <remarks>Every question goes through all events again, that is the point; only which claims count at all is found out once.</remarks>
sealed class NaiveCell(IReadOnlyList<Row> events)
{
    public const string DefaultModel = "ozg-1.1";

    Row[]? counting;

    public readonly record struct Value(int Status, int? Level, int Evidence, int Verification = 0, int? Whole = null, string? Leika = null);

    /// <summary>The models that were spoken of, and the default one.</summary>
    public IEnumerable<string> Models => Claims().Select(claim => claim.Model!).Append(DefaultModel).Distinct();

    /// <summary>All days from which anything was ever said.</summary>
    public SortedSet<DateOnly> Days(string model) =>
    [
        .. Claims().Where(claim => claim.Model == model).Select(claim => claim.ValidOn!.Value),
        .. Competence().Select(change => Day(change, "validFrom")),
        .. Ledger().Select(SeenOn),
        .. Checks().Where(check => Claim(check).Model == model).Select(CheckedOn),
    ];

    public NaiveCell UpTo(long position) => new([.. events.Where(happened => happened.Position <= position)]);

    public Value On(DateOnly day, string model)
    {
        if (!IsCompetent(day)) return new(2, null, 0);
        if (Deciding(day, model) is not { } claim) return new(0, null, Evidence(day, null));
        var (whole, parts) = Parts(day, model);
        return new(
            1, Level(claim), Evidence(day, Url(claim)), Verification(day, model), parts.Length == 0 ? null : whole,
            parts.Length == 0 ? null : $"{{{string.Join(',', parts.Order())}}}");
    }

    /// <summary>The last word on each address, of which one good one is enough.</summary>
    int Evidence(DateOnly day, string? claimed)
    {
        var urls = Ledger().Where(entry => SeenOn(entry) <= day).Select(entry => Url(entry, "url")!).Concat(claimed is null ? [] : [claimed]).Distinct().ToArray();
        if (urls.Length == 0) return 0;
        return urls.Any(url => Ledger()
            .Where(entry => Url(entry, "url") == url && SeenOn(entry) <= day)
            .OrderBy(SeenAt).ThenBy(entry => entry.Version)
            .LastOrDefault()?.Type is null or "evidence_recorded") ? 1 : 2;
    }

    /// <summary>The last check of any claim that decided since the level became what it is.</summary>
    int Verification(DateOnly day, string model)
    {
        var level = Level(Deciding(day, model)!);
        HashSet<long> deciders = [];
        for (var earlier = day; IsCompetent(earlier) && Deciding(earlier, model) is { } claim && Level(claim) == level; earlier = earlier.AddDays(-1)) deciders.Add(claim.Version);
        return Checks()
            .Where(check => CheckedOn(check) <= day && deciders.Contains(InForce(check.Data.GetProperty("claim").GetInt64())))
            .OrderBy(CheckedOn).ThenBy(check => check.Version)
            .LastOrDefault()?.Type switch
        { "maturity_verified" => 1, "maturity_disputed" => 2, _ => 0 };
    }

    /// <summary>The correction that has taken a claim's place at the same level.</summary>
    long InForce(long version)
    {
        var correction = events.SingleOrDefault(e => e.Corrects == version && !IsWithdrawn(e.Version));
        return correction is not null && Level(correction) == Level(events.Single(e => e.Version == version)) ? InForce(correction.Version) : version;
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

    List<Row> Counted(DateOnly day, string model) =>
    [
        .. (counting ??= [.. Claims().Where(claim => Counts(claim.Version)).OrderBy(claim => claim.ValidOn).ThenBy(claim => claim.Version)])
            .Where(claim => claim.Model == model && claim.ValidOn <= day),
    ];

    /// <summary>The level of the whole service, and of each part that was named after it.</summary>
    (int? Whole, int[] Parts) Parts(DateOnly day, string model)
    {
        var counted = Counted(day, model);
        var whole = counted.FindLastIndex(claim => Parts(claim).Length == 0);
        var later = counted.Skip(whole + 1).ToList();
        return (whole < 0 ? null : Level(counted[whole]), [.. later.SelectMany(Parts).Distinct().Select(part => Level(later.Last(claim => Parts(claim).Contains(part))))]);
    }

    /// <summary>The last claim on the whole service, or a later one on a part of it that is higher.</summary>
    Row? Deciding(DateOnly day, string model)
    {
        var counted = Counted(day, model);
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

    bool Counts(long version) => !IsWithdrawn(version) && events.Where(e => e.Corrects == version).All(correction => IsWithdrawn(correction.Version));

    bool IsWithdrawn(long version) => events.Any(e => e.Withdraws == version);

    IEnumerable<Row> Claims() => events.Where(e => e.Type is "maturity_reported" or "maturity_corrected");

    IEnumerable<Row> Ledger() => events.Where(e => e.Type is "evidence_recorded" or "evidence_refuted");

    IEnumerable<Row> Checks() => events.Where(e => e.Type is "maturity_verified" or "maturity_disputed");

    Row Claim(Row check) => events.Single(e => e.Version == check.Data.GetProperty("claim").GetInt64());

    static DateOnly CheckedOn(Row check) => Day(check, check.Type == "maturity_verified" ? "verifiedOn" : "disputedOn");

    static DateTimeOffset SeenAt(Row entry) => entry.Data.GetProperty("seenAt").GetDateTimeOffset();

    static DateOnly SeenOn(Row entry) => DateOnly.FromDateTime(SeenAt(entry).UtcDateTime.AddHours(2));

    IEnumerable<Row> Competence() => events.Where(e => e.Type is "not_competent_declared" or "competence_reclaimed");

    static int Level(Row claim) => claim.Data.GetProperty("level").GetInt32();

    static string? Url(Row row, string member = "evidenceUrl") => row.Data.TryGetProperty(member, out var url) ? url.GetString() : null;

    static string[] Parts(Row claim) => claim.Data.TryGetProperty("leikaIds", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!)] : [];

    static DateOnly Day(Row row, string member) => Day(row.Data.GetProperty(member));

    public static DateOnly Day(JsonElement day) => DateOnly.ParseExact(day.GetString()!, "yyyy-MM-dd");
}
