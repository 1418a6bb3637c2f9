using System.Text;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>Follows a feed of XZuFi objects from where the last pull has ended to where nothing more is new.</summary>
/// <remarks>
/// The cursor moves in the transaction of the objects of its page, and what the cells have to be told is noted in the same: a crash repeats and never skips. A page that comes
/// again changes nothing; a page that is no XML stops the pull before it.
/// </remarks>
public static class XzufiPull
{
    /// <summary>Cells are told after so many pages, and at the end.</summary>
    const int PagesBetweenSettlements = 20;

    const string CursorSql = "select next_index, next_url from ozg.evidence_cursor where feed = $1";

    const string MoveSql = """
        insert into ozg.evidence_cursor (feed, next_index, next_url, moved_at)
        values ($1, $2, nullif($3, ''), $4)
        on conflict (feed) do update
           set next_index = excluded.next_index, next_url = excluded.next_url, moved_at = excluded.moved_at
        """;

    /// <summary>Reads to the end of the feed.</summary>
    /// <exception cref="FeedException">The feed cannot be read on.</exception>
    /// <exception cref="EvidenceBusyException">Another import or pull is running.</exception>
    public static Task<ImportReport> Run(IDocumentStore store, XzufiFeedOptions feed, ImportOptions options, CancellationToken ct) =>
        Run(store, feed, options, (wait, stop) => Task.Delay(wait, options.Clock, stop), ct);

    internal static async Task<ImportReport> Run(
        IDocumentStore store, XzufiFeedOptions feed, ImportOptions options, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken ct)
    {
        Check(feed.Url, "--url");
        if (feed.TokenUrl is { } tokenUrl) Check(tokenUrl, "--token-url");

        await using var run = await EvidenceRun.OpenAsync(store, options, ct);
        using var client = new XzufiFeed(feed, options.Clock, pause);
        var (name, intake) = (feed.Url.OriginalString, new XzufiIntake(run));
        var cursor = feed.FromIndex is { } from ? (Index: from, Url: null) : await Cursor(run, name, ct);
        var (index, question) = (cursor.Index, client.Question(cursor.Index, cursor.Url));
        var pages = 0;
        try
        {
            while (true)
            {
                var page = await client.Ask(question, ct);
                if (page.NextIndex < index) throw new FeedException($"The feed goes back from index {index} to {page.NextIndex}; it is not followed. --from-index begins anew on purpose.");
                if (!await Take(run, intake, page, name, ct)) break;

                pages++;
                if (page.IsComplete) break;
                if (page.NextIndex == index) throw new FeedException($"The feed stays at index {index} and says that there is more; it is not asked for ever.");
                (index, question) = (page.NextIndex, client.Question(page.NextIndex, page.NextUrl));
                if (pages % PagesBetweenSettlements == 0) await intake.Settle(ct);
            }
        }
        catch (FeedException)
        {
            await intake.Settle(ct);   // what was read is worth telling, whatever comes next
            throw;
        }

        var report = await intake.Settle(ct);
        return report with { Figures = new Dictionary<string, long>(report.Figures) { ["pages"] = pages, ["nextIndex"] = (await Cursor(run, name, ct)).Index } };
    }

    static async Task<(long Index, string? Url)> Cursor(EvidenceRun run, string feed, CancellationToken ct) =>
        (await run.Read(CursorSql, row => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1)), ct, feed)).SingleOrDefault();

    /// <returns>Whether the page was read to its end and the cursor stands behind it.</returns>
    static async Task<bool> Take(EvidenceRun run, XzufiIntake intake, XzufiPage page, string feed, CancellationToken ct)
    {
        Task Move() => run.Execute(MoveSql, ct, feed, page.NextIndex, page.NextUrl ?? "", run.Options.Clock.GetUtcNow());
        if (string.IsNullOrWhiteSpace(page.Objects))
        {
            await run.Together(Move, ct);
            return true;
        }

        using var text = new MemoryStream(Encoding.UTF8.GetBytes(WithoutDeclaration(page.Objects)));
        var reader = new XzufiReader(text);
        await intake.Take(reader, Move, ct);
        return reader.IsComplete;
    }

    /// <summary>The text is UTF-8 by now, whatever its declaration says of the bytes that it was.</summary>
    static string WithoutDeclaration(string xml)
    {
        var text = xml.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<?xml", StringComparison.Ordinal) && text.IndexOf("?>", StringComparison.Ordinal) is > 0 and var end ? text[(end + 2)..] : text;
    }

    static void Check(Uri url, string option)
    {
        if (!url.IsAbsoluteUri || url.UserInfo.Length > 0 || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            throw new FeedException($"{option} must be an absolute https address without user name (http on loopback only).");
    }
}
