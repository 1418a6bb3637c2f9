using System.Runtime.CompilerServices;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Intake;

/// <summary>Reads what the Dashboard Digitale Verwaltung gives out: its CSV export, or one or more pages of its JSON.</summary>
/// <remarks>For one pass, a row at a time. The first character tells which of the two it is. Rows that say nothing (no address, not evaluated) are skipped by reason.</remarks>
public sealed class DashboardReader(Stream input)
{
    /// <summary>Skip reason: the dashboard itself leaves the row out (<c>nicht in Auswertung berücksichtigt</c>), though it calls it online.</summary>
    public const string NotEvaluated = "not-evaluated";

    /// <summary>Skip reason: the row has no address.</summary>
    public const string WithoutAddress = "without-address";

    /// <summary>Skip reason: a LeiKa key of a Land, which the catalogue does not have.</summary>
    public const string NotInLeika = "not-in-leika";

    const string Leika = "leika_key", Area = "ars", Url = "url", Status = "online_status", Active = "aktiv", Reach = "art_flaechendeckung";
    const string LeftOut = "nicht in Auswertung berücksichtigt";

    /// <summary>What a row must have; further columns are not looked at.</summary>
    internal static readonly string[] Columns = [Leika, Area, Url, Status, Active, Reach];

    static readonly Dictionary<string, bool> Statuses = new(StringComparer.OrdinalIgnoreCase) { ["ok"] = true, ["nicht ok"] = false };
    static readonly Dictionary<string, bool> Actives = new(StringComparer.OrdinalIgnoreCase) { ["ja"] = true, ["nein"] = false };

    /// <summary>What became of the lines, without the rows; complete when <see cref="Read"/> has come to its end.</summary>
    public IntakeResult<DashboardRow> Account { get; private set; } = new([], [], 0, new Dictionary<string, int>(), new FileFacts(0, false));

    /// <summary>All rows, once. The stream stays open; what is wrong with the file is in <see cref="Account"/>, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public async IAsyncEnumerable<DashboardRow> Read([EnumeratorCancellation] CancellationToken ct = default)
    {
        var peeked = await PeekedStream.Of(input, ct);
        var rows = peeked.StartsLikeJson
            ? new DashboardJson(peeked, account => Account = account).Read(ct)
            : CsvFile.Stream<DashboardRow>(peeked, Columns, Convert, account => Account = account, ct);
        await foreach (var row in rows.WithCancellation(ct)) yield return row;
    }

    internal static DashboardRow? Convert(CsvRow row)
    {
        var key = row.Required(Leika);
        var leika = key.Length == 14 && !key.StartsWith("99", StringComparison.Ordinal) && key.All(char.IsAsciiDigit) ? default(LeikaId?) : row.LeikaId(Leika, key);
        var text = row.Required(Area);
        if (!AreaKey.TryParse(text, out var area) && text.Length > 0)
            row.Fault(Area, "area-invalid", $"Expected a regional key of 12 digits, or the 2, 3, 5, 8 or 9 of a shorter one; found {Excerpt.Of(text)}.");
        var url = row.Optional(Url);
        if (url is not null && !EvidenceAddress.IsPublic(url))
            row.Fault(Url, "address-not-public", $"Expected an absolute http or https address of at most {EvidenceAddress.MaxLength} bytes without user name; found {Excerpt.Of(url)}.");
        var (isOk, isActive) = (row.OneOf(Status, Statuses), row.OneOf(Active, Actives));

        var state = !isOk ? DashboardState.NotOk : isActive ? DashboardState.Online : DashboardState.Inactive;
        if (url is null) return Skip(row, WithoutAddress);
        if (leika is not { } known) return Skip(row, NotInLeika);
        if (state == DashboardState.Online && row.Optional(Reach) == LeftOut) return Skip(row, NotEvaluated);
        return new DashboardRow(row.Line, known, area, url, state);
    }

    static DashboardRow? Skip(CsvRow row, string reason)
    {
        row.Skip(reason);
        return null;
    }
}
