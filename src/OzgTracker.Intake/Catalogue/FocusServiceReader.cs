using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>Reads the list of focus services (<i>Fokusleistungen</i>), which tells for each service how sure it is that it belongs there.</summary>
/// <remarks>Nobody has published the whole list. So nothing is left out for being unsure: the confidence and what it rests on become the source of the tag.</remarks>
public static class FocusServiceReader
{
    /// <summary>The programme that the services are tagged with.</summary>
    public const string Tag = "fokus";

    static readonly string[] Columns = ["ozg_id", "kurzname", "vertrauen", "beleg"];

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static Task<IntakeResult<ServiceTagRow>> Read(Stream input, CancellationToken ct = default) =>
        CsvFile.Read(input, Columns, Convert, row => row.OzgId.Value, ct);

    static ServiceTagRow Convert(CsvRow row)
    {
        var id = row.OzgId("ozg_id");
        var name = row.Required("kurzname");
        var confidence = row.Required("vertrauen");
        var evidence = row.Optional("beleg") is { } found ? $"; Beleg: {found}" : "";
        var source = $"Fokusleistung '{name}', Vertrauen: {confidence}{evidence}";
        if (source.Length > ServiceTag.LongestSource)
            row.Fault("beleg", "text-too-long", $"Expected at most {ServiceTag.LongestSource} characters in all; found {source.Length}.");
        return new ServiceTagRow(row.Line, id, new ServiceTag(Tag, ValidFrom: null, ValidTo: null, source));
    }
}
