using OzgTracker.EventStore;

namespace OzgTracker.Faults.Worker;

/// <summary>Brings in new streams page by page, each page in one transaction; run again it goes on where it was killed.</summary>
public static class PagedImport
{
    public static string StreamKey(int number) => $"imported-{number:000000}";

    public static async Task Run(DocumentStore store, int pages, int streamsPerPage)
    {
        for (var page = 0; page < pages; page++)
        {
            await using var session = store.LightweightSession();
            var numbers = Enumerable.Range(page * streamsPerPage, streamsPerPage).ToDictionary(StreamKey);
            var streams = await session.Events.FetchForWriting<int>(numbers.Keys, CancellationToken.None);
            foreach (var (key, stream) in streams)
                if (stream.CurrentVersion == 0)
                    stream.AppendMany([new Ticked(numbers[key]), new Ticked(numbers[key])]);
            await session.SaveChangesAsync(CancellationToken.None);
        }
    }
}
