using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>Reads a list of programmes of OZG services, one record per service and programme.</summary>
public static class ServiceTagReader
{
    static readonly string[] Columns = ["ozg_id", "tag", "valid_from", "valid_to", "source"];

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static Task<IntakeResult<ServiceTagRow>> Read(Stream input, CancellationToken ct = default) =>
        CsvFile.Read(input, Columns, Convert, row => $"{row.OzgId} {row.Tag.Tag}", ct);

    static ServiceTagRow Convert(CsvRow row)
    {
        var id = row.OzgId("ozg_id");
        var tag = row.Required("tag");
        if (tag.Length > 0 && !ServiceTag.IsName(tag)) row.Fault("tag", "tag-invalid", $"Expected {ServiceTag.Expected}; found {Excerpt.Of(tag)}.");
        var (from, to) = (row.Day("valid_from"), row.Day("valid_to"));
        if (to < from) row.Fault("valid_to", "ends-before-it-begins", $"Expected a day not before valid_from, {from:yyyy-MM-dd}; found {to:yyyy-MM-dd}.");
        var source = row.Required("source");
        if (source.Length > ServiceTag.LongestSource)
            row.Fault("source", "text-too-long", $"Expected at most {ServiceTag.LongestSource} characters; found {source.Length}.");
        return new ServiceTagRow(row.Line, id, new ServiceTag(tag, from, to, source));
    }
}
