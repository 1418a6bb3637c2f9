namespace OzgTracker.EventStore.Tests.Settling;

/// <summary>A poll interval of an hour stands for "never": what arrives was woken.</summary>
public sealed class WakeUpTests
{
    static readonly TimeSpan Never = TimeSpan.FromHours(1);

    TestLog log = null!;

    [SetUp]
    public async Task Clone() => log = await TestLog.CloneAsync();

    [TearDown]
    public async Task Drop() => await log.DisposeAsync();

    [Test]
    public async Task A_reader_in_the_same_process_is_woken_by_an_append()
    {
        var store = Sleeper();
        await using var reader = new FeedReader(store);
        var page = reader.Ask();

        var position = await AppendWith(store);
        await page;
        await reader.ReadTo(position);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position]));
    }

    [Test]
    public async Task A_reader_in_another_process_is_woken_by_NOTIFY()
    {
        await using var reader = new FeedReader(Sleeper());
        var page = reader.Ask();
        await ListenerOfTheReader();

        var position = await AppendWith(log.Store);
        await page;
        await reader.ReadTo(position);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position]));
    }

    [Test]
    public async Task A_Marten_that_appends_wakes_readers_on_the_same_channel()
    {
        await using var reader = new FeedReader(Sleeper());
        var page = reader.Ask();
        await ListenerOfTheReader();

        await using var marten = await RawWriter.ConnectAsync(log);
        var position = await marten.WriteAsync(TestLog.NewKey());
        await marten.Execute("select pg_notify('mt_events_appended', '')");
        await marten.CommitAsync();
        await page;
        await reader.ReadTo(position);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position]));
    }

    [Test]
    public async Task With_the_listener_cut_off_the_poll_still_finds_the_events()
    {
        await using var reader = new FeedReader(log.OpenAnother(options => options.PollInterval = TimeSpan.FromMilliseconds(20)));
        _ = reader.Ask();
        var listener = await ListenerOfTheReader();
        await log.Run("select pg_terminate_backend($1, 30000)", listener);

        await using var silent = await RawWriter.ConnectAsync(log);
        var position = await silent.WriteAsync(TestLog.NewKey());
        await silent.CommitAsync();
        await reader.ReadTo(position);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position]));
    }

    [Test]
    public async Task A_listener_that_was_cut_off_listens_again()
    {
        await using var reader = new FeedReader(Sleeper());
        var page = reader.Ask();
        await log.Run("select pg_terminate_backend($1, 30000)", await ListenerOfTheReader());
        await ListenerOfTheReader();

        var position = await AppendWith(log.Store);
        await page;
        await reader.ReadTo(position);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position]));
    }

    /// <summary>NOTIFY takes a lock of the whole cluster at commit, so a burst of appends shares few of them.</summary>
    [Test]
    public async Task A_burst_of_appends_sends_fewer_wake_ups_than_it_has_events()
    {
        const int Burst = 200;
        var heard = 0;
        await using var listener = await log.ConnectAsync();
        listener.Notification += (_, _) => heard++;
        await using (var listen = new Npgsql.NpgsqlCommand("listen mt_events_appended", listener)) await listen.ExecuteNonQueryAsync();

        await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => AppendWith(log.Store)));
        await using (var roundTrip = new Npgsql.NpgsqlCommand("select 1", listener)) await roundTrip.ExecuteScalarAsync();

        Assert.That(heard, Is.LessThan(Burst));
    }

    DocumentStore Sleeper() => log.OpenAnother(options => options.PollInterval = Never);

    /// <summary>Returns once the reader's process listens: its session has executed LISTEN and waits.</summary>
    async Task<int> ListenerOfTheReader()
    {
        while (true)
        {
            var listeners = await log.Lines("""
                select pid::text
                  from pg_stat_activity
                 where datname = current_database()
                   and application_name = 'ozgtracker listener'
                   and query = 'listen mt_events_appended'
                   and state = 'idle'
                """);
            if (listeners.Count > 0) return int.Parse(listeners[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    static async Task<long> AppendWith(DocumentStore store)
    {
        await using var session = store.LightweightSession();
        var receipt = session.Events.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await session.SaveChangesAsync(CancellationToken.None);
        return receipt.Appended.Single().Sequence;
    }
}
