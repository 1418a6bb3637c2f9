using System.Threading.Channels;
using Npgsql;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Intake.Reports;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Reports;

/// <summary>Joins the save of reports; may be asked again when it is decided anew.</summary>
/// <param name="outcomes">What became of them, once their events have positions.</param>
public delegate ISaveParticipant JoinSave(Func<IEnumerable<ReportOutcome>> outcomes);

/// <summary>Takes reports in, page by page or all in one transaction; deciders make a repetition harmless.</summary>
/// <remarks>
/// While a page is saved the next one is read and its streams are looked up. A page is decided on what is known when it is saved: whatever an earlier page wrote since the look is looked up
/// again, and when somebody else was faster the page is decided anew. Results come in the order of the reports.
/// </remarks>
public sealed class ReportIntake(IDocumentStore store, Registry registry, TimeProvider clock, ReportScope scope)
{
    /// <summary>Cells of a page; a larger one commits more rarely, a smaller one answers sooner.</summary>
    public const int PageCells = 5_000;

    /// <summary>Whoever sends slowly gets results for what has come.</summary>
    static readonly TimeSpan LongestPage = TimeSpan.FromMilliseconds(500);

    /// <summary>Others may write the same cells, and units may move; after so many times the request fails.</summary>
    const int Attempts = 8;

    /// <summary>Up to so many events one statement each in one round trip is faster than COPY.</summary>
    const int FewEvents = 50;

    readonly Queue<(int Page, HashSet<string> Keys)> written = new();
    IReadOnlyList<KnownUnit> members = [];
    int pagesDone;

    /// <summary>What was recorded so far; also after an exception.</summary>
    public ReportTally Tally { get; private set; }

    /// <summary>Reads to the end, or to where it cannot be read any more (<see cref="ReportReader.Failure"/>).</summary>
    /// <exception cref="IOException">The input broke off; whole pages before that are recorded.</exception>
    public async Task RunAsync(ReportReader reader, IReportSink sink, CancellationToken ct)
    {
        await LookAround(ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var read = Channel.CreateBounded<List<ReportRow>>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var prepared = Channel.CreateBounded<PreparedPage>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => Forward(read.Writer, () => ReadAsync(reader, read.Writer, stop.Token)), CancellationToken.None);
        var preparing = Task.Run(() => Forward(prepared.Writer, () => PrepareAsync(read.Reader, prepared.Writer, stop.Token)), CancellationToken.None);
        try
        {
            await foreach (var page in prepared.Reader.ReadAllAsync(ct)) await FinishAsync(page, sink, null, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(reading, preparing);
        }
    }

    /// <summary>Everything in one transaction.</summary>
    /// <param name="mostCells">Above which nothing is decided.</param>
    /// <param name="join">Makes of the outcomes, which are known before the commit, what happens together with the events.</param>
    /// <returns>False when there are too many cells.</returns>
    public async Task<bool> RunTogetherAsync(IReadOnlyList<ReportRow> rows, int mostCells, IReportSink sink, JoinSave? join, CancellationToken ct)
    {
        await LookAround(ct);
        if (rows.Any(row => ReportPage.MayMiss(registry, row))) await registry.RefreshAsync(ct);
        var page = new ReportPage(registry, scope, members);
        foreach (var row in rows)
        {
            page.Take(row);
            if (page.CellCount > mostCells) return false;
        }

        await FinishAsync(await LookUpAsync(page, ct), sink, join, ct);
        return true;
    }

    async Task LookAround(CancellationToken ct)
    {
        await registry.BeFresh(ct);
        if (scope.Speaker is { } speaker) members = await registry.MembersOf(speaker, ct);
    }

    /// <summary>Whoever reads on gets what came before a failure, and then the failure.</summary>
    static async Task Forward<T>(ChannelWriter<T> writer, Func<Task> work)
    {
        Exception? failure = null;
        try
        {
            await work();
        }
        catch (Exception error)
        {
            failure = error;
        }

        writer.TryComplete(failure);
    }

    static async Task ReadAsync(ReportReader reader, ChannelWriter<List<ReportRow>> pages, CancellationToken ct)
    {
        var page = new List<ReportRow>();
        while (true)
        {
            while (reader.TryRead(out var row))
            {
                page.Add(row);
                if (page.Count == PageCells) page = await Hand(page);
            }

            var arriving = reader.FillAsync(ct).AsTask();
            if (!arriving.IsCompleted && page.Count > 0 && await IsLate(arriving)) page = await Hand(page);
            if (!await More(arriving)) break;
        }

        if (page.Count > 0) await pages.WriteAsync(page, ct);

        async Task<List<ReportRow>> Hand(List<ReportRow> full)
        {
            await pages.WriteAsync(full, ct);
            return [];
        }

        async Task<bool> More(Task<bool> arriving)
        {
            try
            {
                return await arriving;
            }
            catch when (page.Count > 0)
            {
                await pages.WriteAsync(page, ct);   // what has come whole before the rest failed
                throw;
            }
        }

        async Task<bool> IsLate(Task<bool> arriving)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var isLate = await Task.WhenAny(arriving, Task.Delay(LongestPage, patience.Token)) != arriving;
            await patience.CancelAsync();
            return isLate;
        }
    }

    async Task PrepareAsync(ChannelReader<List<ReportRow>> read, ChannelWriter<PreparedPage> pages, CancellationToken ct)
    {
        await foreach (var rows in read.ReadAllAsync(ct))
        {
            await registry.BeFresh(ct);
            if (rows.Exists(row => ReportPage.MayMiss(registry, row))) await registry.RefreshAsync(ct);
            var page = new ReportPage(registry, scope, members);
            foreach (var row in rows)
            {
                page.Take(row);
                if (page.CellCount < PageCells) continue;
                await pages.WriteAsync(await LookUpAsync(page, ct), ct);
                page = new ReportPage(registry, scope, members);
            }

            if (page.RowCount > 0) await pages.WriteAsync(await LookUpAsync(page, ct), ct);
        }
    }

    async Task<PreparedPage> LookUpAsync(ReportPage page, CancellationToken ct)
    {
        var keys = page.StreamKeys();
        var known = Volatile.Read(ref pagesDone);
        var session = store.LightweightSession();
        var streams = keys.Count == 0 ? new Dictionary<string, IEventStream<Rollout>>() : await session.Events.FetchForWriting<Rollout>(keys, ct);
        return new PreparedPage(page, keys, session, streams, known);
    }

    async Task FinishAsync(PreparedPage prepared, IReportSink sink, JoinSave? join, CancellationToken ct)
    {
        using (await scope.Enter(ct))
        {
            prepared = await CatchUp(prepared, ct);
            for (var attempt = 1; ; attempt++)
            {
                prepared.Page.Decide(prepared.StateOf, clock.GetUtcNow());
                try
                {
                    Hand(prepared, sink, await SaveAsync(prepared, join, ct));
                    break;
                }
                catch (ConcurrencyException) when (attempt < Attempts)
                {
                    prepared = await LookUpAsync(prepared.Page, ct);
                }
                catch (PostgresException error) when (attempt < Attempts)
                {
                    if (!await scope.MayDecideAnew(error, ct)) throw;
                    prepared.Page.TakeAgain();
                    prepared = await LookUpAsync(prepared.Page, ct);
                }
            }
        }

        Tally = Tally with { Rows = Tally.Rows + prepared.Page.RowCount };
        sink.PageDone(Tally);
    }

    /// <summary>Looks up again what earlier pages wrote after this one was looked up.</summary>
    async Task<PreparedPage> CatchUp(PreparedPage prepared, CancellationToken ct)
    {
        while (written.TryPeek(out var oldest) && oldest.Page <= prepared.KnownPages) written.Dequeue();
        var stale = written.SelectMany(page => page.Keys).Where(prepared.Keys.Contains).ToHashSet(StringComparer.Ordinal);
        if (stale.Count == 0) return prepared;
        await using var session = store.LightweightSession();
        return prepared with { Newer = await session.Events.FetchForWriting<Rollout>(stale, ct) };
    }

    void Hand(PreparedPage prepared, IReportSink sink, Func<int, long>? positionOf)
    {
        foreach (var outcome in prepared.Page.Outcomes(positionOf))
        {
            Tally = Tally.With(outcome);
            sink.Take(outcome);
        }

        pagesDone++;
        if (positionOf is not null) written.Enqueue((pagesDone, prepared.Keys));
    }

    /// <returns>Positions of the events by their number; null when none was recorded.</returns>
    async Task<Func<int, long>?> SaveAsync(PreparedPage prepared, JoinSave? join, CancellationToken ct)
    {
        var page = prepared.Page;
        if (scope.DryRun || page.IsLeftOut) return null;
        if (page.Events.Count > FewEvents || prepared.Newer is not null && page.HasEvents) return await SaveBulk(page, join, ct);
        return await SaveFew(prepared, join, ct);
    }

    async Task<Func<int, long>> SaveBulk(ReportPage page, JoinSave? join, CancellationToken ct)
    {
        var bulk = store.BulkAppend();
        bulk.Stamp(scope.Provenance);
        bulk.CorrelationId = scope.CorrelationId;
        bulk.Participant = join?.Invoke(() => page.Outcomes(PositionOf));
        foreach (var (key, happened, version) in page.Events) bulk.Append(key, happened, version);
        scope.Guard(bulk, page.Units());
        await bulk.SaveChangesAsync(ct);
        return PositionOf;

        long PositionOf(int number) => bulk.Appended(number).Sequence;
    }

    async Task<Func<int, long>?> SaveFew(PreparedPage prepared, JoinSave? join, CancellationToken ct)
    {
        var (page, session) = (prepared.Page, prepared.Session);
        session.Stamp(scope.Provenance);
        session.CorrelationId = scope.CorrelationId;
        var places = new (IEventStream<Rollout> Stream, int Number)[page.Events.Count];
        session.Participant = join?.Invoke(() => page.Outcomes(PositionOf));
        foreach (var group in page.Events.Index().GroupBy(happened => happened.Item.Key, StringComparer.Ordinal))
        {
            var stream = prepared.Streams[group.Key];
            foreach (var (number, (at, _)) in group.Index()) places[at] = (stream, number);
            stream.AppendMany([.. group.Select(happened => happened.Item.Happened)]);
        }

        if (page.HasEvents) scope.Guard(session, page.Units());
        if (!page.HasEvents && page.SaysSomethingIsSo) session.ConfirmWhatIsVisible();   // "it is so already" is a promise, too
        await session.SaveChangesAsync(ct);
        return page.HasEvents ? PositionOf : null;

        long PositionOf(int number) => places[number].Stream.Appended[places[number].Number].Sequence;
    }

    /// <summary>A page and the streams of its cells as they were after <paramref name="KnownPages"/> pages.</summary>
    sealed record PreparedPage(ReportPage Page, HashSet<string> Keys, IDocumentSession Session, IReadOnlyDictionary<string, IEventStream<Rollout>> Streams, int KnownPages)
    {
        /// <summary>Those that were looked up again.</summary>
        public IReadOnlyDictionary<string, IEventStream<Rollout>>? Newer { get; init; }

        public Rollout StateOf(string key) => Newer is not null && Newer.TryGetValue(key, out var newer) ? newer.Aggregate : Streams[key].Aggregate;
    }
}
