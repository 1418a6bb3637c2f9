using Npgsql;

namespace OzgTracker.EventStore.Tests.Appending;

/// <summary>Something of one's own in the transaction of a save: first, and last with the receipts.</summary>
public sealed class ParticipantTests : LogFixture
{
    /// <summary>Further streams in the session: none, few (a statement each) and many (set-wise).</summary>
    static readonly int[] Others = [0, 3, 40];

    [OneTimeSetUp]
    public Task MakeTable() => Log.Run("create table ozg.noted (stream varchar primary key, position bigint, version bigint)");

    [TestCaseSource(nameof(Others))]
    public async Task It_writes_what_the_receipts_say_in_the_same_transaction(int others)
    {
        var key = NewKey();
        await using var session = Session(key, others, out var receipt);

        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(receipt.Appended, Has.Count.EqualTo(1));
        Assert.That(await Noted(key), Is.EqualTo(receipt.Appended[0].Sequence));
        Assert.That(await Log.Ask<bool>("select event.xmin = noted.xmin from log.mt_events as event join ozg.noted on noted.stream = event.stream_id where stream = $1", key));
    }

    [TestCaseSource(nameof(Others))]
    public async Task What_it_raises_at_the_end_undoes_everything(int others)
    {
        var key = NewKey();
        await Log.Run("insert into ozg.noted values ($1, 0, 0)", key);
        await using var session = Session(key, others, out var receipt);

        await Assert.ThrowsAsync<PostgresException>(() => session.SaveChangesAsync(CancellationToken.None));

        Assert.That(receipt.Appended, Is.Empty);
        Assert.That(await session.Events.FetchStreamAsync(key, CancellationToken.None), Is.Empty);
    }

    [TestCaseSource(nameof(Others))]
    public async Task What_it_raises_at_the_beginning_takes_no_number(int others)
    {
        var key = NewKey();
        await using var session = Session(key, others, out _, first: "do $$ begin raise exception 'no'; end $$");
        var before = await Store.Feed.LastGivenAsync(CancellationToken.None);

        await Assert.ThrowsAsync<PostgresException>(() => session.SaveChangesAsync(CancellationToken.None));

        Assert.That(await Store.Feed.LastGivenAsync(CancellationToken.None), Is.EqualTo(before));
    }

    [Test]
    public async Task What_it_throws_before_the_commit_undoes_everything()
    {
        var key = NewKey();
        await using var session = Store.LightweightSession();
        session.Events.Append(key, new ParcelPosted("Ada"));
        session.Participant = new Note(() => throw new OperationCanceledException(), null);

        await Assert.ThrowsAsync<OperationCanceledException>(() => session.SaveChangesAsync(CancellationToken.None));

        Assert.That(await session.Events.FetchStreamAsync(key, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task It_is_saved_when_there_is_nothing_else_to_save()
    {
        var key = NewKey();
        await using var session = Store.LightweightSession();
        session.Participant = new Note(() => [key, 7L, 7L], null);

        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(await Noted(key), Is.EqualTo(7));
    }

    [Test]
    public async Task The_connection_goes_back_to_the_pool_without_a_transaction()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var session = Session(NewKey(), 0, out _);
            await session.SaveChangesAsync(CancellationToken.None);
        }

        Assert.That(await Log.Ask<long>("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"), Is.Zero);
    }

    [Test]
    public async Task A_bulk_append_has_one_too()
    {
        var (key, other, taken) = (NewKey(), NewKey(), NewKey());
        await Log.Run("insert into ozg.noted values ($1, 0, 0)", taken);
        var bulk = Bulk(key, first: "select 1");
        var refused = Bulk(taken, first: null);
        var stopped = Bulk(other, first: "do $$ begin raise exception 'no'; end $$");

        await bulk.SaveChangesAsync(CancellationToken.None);
        var before = await Store.Feed.LastGivenAsync(CancellationToken.None);
        await Assert.ThrowsAsync<PostgresException>(() => stopped.SaveChangesAsync(CancellationToken.None));
        var after = await Store.Feed.LastGivenAsync(CancellationToken.None);
        await Assert.ThrowsAsync<PostgresException>(() => refused.SaveChangesAsync(CancellationToken.None));

        Assert.That(await Noted(key), Is.EqualTo(bulk.Appended(0).Sequence));
        Assert.That(await Log.Ask<bool>("select event.xmin = noted.xmin from log.mt_events as event join ozg.noted on noted.stream = event.stream_id where stream = $1", key));
        Assert.That(after, Is.EqualTo(before));
        Assert.That(() => refused.Appended(0), Throws.InvalidOperationException);
        Assert.That(await Log.Ask<long>("select count(*) from log.mt_events where stream_id in ($1, $2)", taken, other), Is.Zero);
    }

    IBulkAppend Bulk(string key, string? first)
    {
        var bulk = Store.BulkAppend();
        bulk.Append(key, new ParcelPosted("Ada"));
        bulk.Participant = new Note(() => [key, bulk.Appended(0).Sequence, bulk.Appended(0).Version], first);
        return bulk;
    }

    Task<long> Noted(string key) => Log.Ask<long>("select position from ozg.noted where stream = $1", key);

    IDocumentSession Session(string key, int others, out IStreamReceipt receipt, string? first = null)
    {
        var session = Store.LightweightSession();
        var own = receipt = session.Events.Append(key, new ParcelPosted("Ada"));
        for (var i = 0; i < others; i++) session.Events.Append(NewKey(), new ParcelPosted("Grace"));
        session.Participant = new Note(() => [key, own.Appended[0].Sequence, own.Appended[0].Version], first);
        return session;
    }

    sealed class Note(Func<object?[]> values, string? first) : ISaveParticipant
    {
        public void BeforeAppend(IDocumentOperations operations)
        {
            if (first is not null) operations.QueueSqlCommand(first);
        }

        public void BeforeCommit(IDocumentOperations operations) => operations.QueueSqlCommand("insert into ozg.noted values ($1, $2, $3)", values());
    }
}
