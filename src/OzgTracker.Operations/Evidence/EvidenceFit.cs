using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OzgTracker.Domain.Competences;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations;

/// <summary>Which units and LeiKa services of each OZG service a source was settled with, a row of <c>ozg.setting</c>: where that has changed, everything that the source said has to be looked at anew.</summary>
/// <remarks>It holds what the catalogue, the table of competence, the units and the day come to, so none of them can change unnoticed. It moves when all cells have been told.</remarks>
sealed class EvidenceFit
{
    const string ReadSql = "select value from ozg.setting where name = $1";
    const string WriteSql = "insert into ozg.setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";

    const string LiveSql = $"""
        select ozg_id, municipality, url
          from {EvidenceProjection.Table}
         where source = $1
           and refutation is null
           and area is not null
        """;

    readonly EvidenceRun run;
    readonly string source, name;
    readonly Dictionary<string, string> before, now;

    EvidenceFit(EvidenceRun run, string source, string name, Dictionary<string, string> before, Dictionary<string, string> now) =>
        (this.run, this.source, this.name, this.before, this.now) = (run, source, name, before, now);

    /// <summary>Compares what holds now with what held when the source was settled last.</summary>
    /// <param name="services">The LeiKa services of each OZG service.</param>
    /// <param name="units">Units that exist, with what tells where they lie.</param>
    public static async Task<EvidenceFit> Of(
        EvidenceRun run, string source, IReadOnlyDictionary<string, string[]> services, IReadOnlyDictionary<string, string> units, CompetenceBook competence, DateOnly today, CancellationToken ct)
    {
        var name = $"evidence-fit {source}";
        var before = (await run.Read(ReadSql, row => row.GetString(0), ct, name)).Select(text => JsonSerializer.Deserialize<Dictionary<string, string>>(text)!).SingleOrDefault() ?? [];
        var sums = new Dictionary<(Executors, string), ulong>();
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (ozgId, leika) in services)
        {
            var sum = Mark(string.Join(' ', leika));
            foreach (var state in competence.States)
                if (competence.ExecutedByOn(ozgId, state, today) is { } inForce) sum = unchecked(sum + SumOf(inForce.ExecutedBy, state));
            now.Add(ozgId, sum.ToString("x16", CultureInfo.InvariantCulture));
        }

        return new EvidenceFit(run, source, name, before, now);

        // Once for all services that the same bodies execute. A sum, so that the order of units says nothing; nobody gains from a collision.
        ulong SumOf(Executors execute, string state)
        {
            if (sums.TryGetValue((execute, state), out var sum)) return sum;
            foreach (var unit in competence.UnitsThat(execute, state, today))
                if (units.TryGetValue(unit, out var place)) sum = unchecked(sum + Mark($"{unit} {place}"));
            return sums[(execute, state)] = sum;
        }
    }

    /// <summary>Whether a service has other units or other LeiKa services than then.</summary>
    public bool HasChanged(string ozgId) => before.GetValueOrDefault(ozgId) != now.GetValueOrDefault(ozgId);

    /// <summary>What imports have recorded and not taken back, of services that have changed: address by service and unit.</summary>
    public async Task<ILookup<string, (string Unit, string Url)>> Live(CancellationToken ct) =>
        (await run.Read(LiveSql, row => (OzgId: row.GetString(0), Unit: row.GetString(1), Url: row.GetString(2)), ct, source)).Where(entry => HasChanged(entry.OzgId))
            .ToLookup(entry => entry.OzgId, entry => (entry.Unit, entry.Url), StringComparer.Ordinal);

    /// <summary>Whether anything has to be looked at anew.</summary>
    public bool IsSame => before.Count == now.Count && now.All(service => before.GetValueOrDefault(service.Key) == service.Value);

    /// <summary>All cells have been told.</summary>
    public Task Keep(CancellationToken ct) => IsSame ? Task.CompletedTask : run.Execute(WriteSql, ct, name, JsonSerializer.Serialize(now));

    static ulong Mark(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
