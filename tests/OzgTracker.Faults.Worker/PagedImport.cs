using OzgTracker.EventStore;

namespace OzgTracker.Faults.Worker;

/// <summary>Brings in new streams page by page, each page by one bulk append; run again it goes on where it was killed.</summary>
public static class PagedImport
{
    public static string StreamKey(int number) => $"imported-{number:000000}";

    public static async Task Run(DocumentStore store, int pages, int streamsPerPage)
    {
        for (var page = 0; page < pages; page++)
        {
            var numbers = Enumerable.Range(page * streamsPerPage, streamsPerPage).ToDictionary(StreamKey);
            await using var session = store.LightweightSession();
            var known = await session.Events.FetchForWriting<int>(numbers.Keys, CancellationToken.None);
            var bulk = store.BulkAppend();
            foreach (var (key, stream) in known.Where(stream => stream.Value.CurrentVersion == 0))
            {
                bulk.Append(key, new Ticked(numbers[key]), expectedVersion: 0);
                bulk.Append(key, new Ticked(-numbers[key]));
            }

            if (bulk.EventCount > 0) await bulk.SaveChangesAsync(CancellationToken.None);
        }
    }
}
