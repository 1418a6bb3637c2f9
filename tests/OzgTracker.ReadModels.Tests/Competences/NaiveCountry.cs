using System.Text.Json;
using OzgTracker.ReadModels.Tests.Rollouts;

namespace OzgTracker.ReadModels.Tests.Competences;

/// <summary>Who counts where, read from rows of <c>mt_events</c> by the rules as they are written, without any code of the domain.</summary>
sealed class NaiveCountry
{
    readonly Dictionary<string, JsonElement> units = [];
    readonly Dictionary<string, string?> associations = [];
    readonly Dictionary<string, string[]> types = [];
    readonly List<(string OzgId, string State, string ValidFrom, string[] ExecutedBy)> declared = [];
    readonly Dictionary<string, NaiveCell> cells = [];

    public NaiveCountry(IReadOnlyList<Row> log)
    {
        foreach (var row in log)
        {
            var name = row.Stream.Split('-');
            if (row.Type == "municipality_registered") (units[name[1]], associations[name[1]]) = (row.Data, Text(row.Data, "association"));
            if (row.Type == "association_changed") associations[name[1]] = Text(row.Data, "association");
            if (row.Type == "service_catalogued") types[name[1]] = Texts(row.Data.GetProperty("classification"), "types");
            if (row.Type == "competence_declared") declared.Add((name[1], name[2], Text(row.Data, "validFrom")!, Texts(row.Data, "executedBy")));
        }

        foreach (var stream in log.Where(row => row.Stream.StartsWith("rollout-", StringComparison.Ordinal)).GroupBy(row => row.Stream))
            cells.Add(stream.Key, new NaiveCell([.. stream]));
    }

    /// <summary>Units of a Land that count for a service on a day, and those of them at or above a level.</summary>
    public (string[] Competent, string[] Reached) On(string state, string ozgId, DateOnly day, string model, int level)
    {
        var competent = units.Keys.Where(unit => unit.StartsWith(state, StringComparison.Ordinal) && Counts(unit, ozgId, day)).Order(StringComparer.Ordinal).ToArray();
        return (competent, [.. competent.Where(unit => cells.GetValueOrDefault($"rollout-{unit}-{ozgId}")?.On(day, model) is { Status: 1 } value && value.Level >= level)]);
    }

    bool Counts(string unit, string ozgId, DateOnly day)
    {
        if (Text(units[unit], "validFrom") is { } born && string.CompareOrdinal(born, Iso(day)) > 0) return false;
        var values = cells.TryGetValue($"rollout-{unit}-{ozgId}", out var cell) ? cell.Models.Select(model => cell.On(day, model).Status).ToArray() : [];
        if (values.Contains(2)) return false;
        return values.Contains(1) || IsNamed(unit, ozgId, day);
    }

    bool IsNamed(string unit, string ozgId, DateOnly day)
    {
        var byDefault = types[ozgId].Distinct().SequenceEqual(["1"]) ? Array.Empty<string>() : ["gemeinde"];
        var executedBy = declared
            .Where(row => row.OzgId == ozgId && unit.StartsWith(row.State, StringComparison.Ordinal) && string.CompareOrdinal(row.ValidFrom, Iso(day)) <= 0)
            .OrderBy(row => row.ValidFrom, StringComparer.Ordinal)
            .Select(row => row.ExecutedBy)
            .Append(byDefault)
            .ToArray() is [.., var last, _] ? last : byDefault;
        var kind = Text(units[unit], "kind")!;
        if (Text(units[unit], "designation") is "kreisfreieStadt" or "stadtkreis") return executedBy.Length > 0;
        return executedBy.Contains(kind) || (kind == "gemeinde" && associations[unit] is null && executedBy.Contains("verband"));
    }

    static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", null);

    static string? Text(JsonElement data, string member) => data.TryGetProperty(member, out var value) ? value.GetString() : null;

    static string[] Texts(JsonElement data, string member) => [.. data.GetProperty(member).EnumerateArray().Select(value => value.GetString()!)];
}
