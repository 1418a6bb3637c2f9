using OzgTracker.Intake.Reports;

namespace OzgTracker.Intake.Tests.Reports;

/// <summary>Reads to the end.</summary>
static class Rows
{
    public static async Task<List<ReportRow>> Of(ReportReader reader)
    {
        var rows = new List<ReportRow>();
        do
        {
            while (reader.TryRead(out var row)) rows.Add(row);
        }
        while (await reader.FillAsync(CancellationToken.None));
        return rows;
    }

    public static IEnumerable<string?> Codes(this IEnumerable<ReportRow> rows) => rows.Select(row => row.Fault?.Code);

    /// <summary>Gives a few bytes at a time, so that every border lies somewhere.</summary>
    public sealed class Trickle(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }
}
