using Npgsql;
using OzgTracker.EventStore.Appending;
using OzgTracker.EventStore.Schema;
using OzgTracker.Testing;

namespace OzgTracker.EventStore.Tests.Appending;

/// <summary>Saves whose commit was on its way when something broke: neither done nor undone for all that anybody knows.</summary>
[NonParallelizable]
public sealed class UnknownOutcomeTests
{
    LonelyPrimary server = null!;
    DocumentStore store = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await LonelyPrimary.StartAsync();
        await using var owner = NpgsqlDataSource.Create(server.ConnectionString);
        await new SchemaMigrator(owner, Migration.EventStore).MigrateAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (server is not null) await server.DisposeAsync();
    }

    [SetUp]
    public void Open() => store = Open(TimeSpan.FromMinutes(1));

    [TearDown]
    public async Task Close()
    {
        await server.WaitNoMore();
        await store.DisposeAsync();
    }

    [Test]
    public async Task A_cancelled_wait_for_the_standby_is_no_success([Values] Way way, [Values("pg_cancel_backend", "pg_terminate_backend")] string end)
    {
        await server.WaitForNobody();
        await using var session = store.LightweightSession();
        var save = Save(session, way);
        await server.UntilWaiting();

        await server.End(end);

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => save);
    }

    [Test]
    public async Task A_save_that_takes_longer_than_its_caller_waits_goes_on_and_is_not_cancelled([Values] Way way)
    {
        await using var impatient = Open(TimeSpan.FromSeconds(1));
        await server.WaitForNobody();
        var key = TestLog.NewKey();
        await using var session = impatient.LightweightSession();

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => Save(session, way, key));
        await server.UntilWaiting();
        await server.WaitNoMore();

        await store.DataSource.Until("select exists (select from log.mt_events where stream_id = $1)", key);
    }

    [Test]
    public async Task A_statement_timeout_does_not_reach_the_commit()
    {
        await using var limited = Open(TimeSpan.FromSeconds(2), "statement_timeout=200");
        await server.WaitForNobody();
        await using var session = limited.LightweightSession();

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => Save(session, Way.InOneRoundTrip));
        await server.UntilWaiting();
    }

    [Test]
    public async Task Saves_that_hang_leave_connections_to_readers_and_those_that_come_too_late_are_not_sent()
    {
        await using var small = Open(TimeSpan.FromSeconds(1), pool: 4);
        await server.WaitForNobody();
        var hanging = Enumerable.Range(0, 2).Select(_ => Save(small.LightweightSession(), Way.InOneRoundTrip)).ToArray();
        await server.UntilWaiting(2);
        var key = TestLog.NewKey();

        await Assert.ThrowsAsync<TooManySavesException>(() => Save(small.LightweightSession(), Way.InOneRoundTrip, key));

        foreach (var save in hanging) await Assert.ThrowsAsync<UnknownOutcomeException>(() => save);
        await using var reading = small.LightweightSession();
        Assert.That(await reading.Events.FetchStreamAsync(key, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task What_is_visible_and_not_on_the_standby_is_confirmed_by_nobody()
    {
        await using var impatient = Open(TimeSpan.FromSeconds(1));
        await using var before = impatient.LightweightSession();
        before.ConfirmWhatIsVisible();
        await before.SaveChangesAsync(CancellationToken.None);
        await server.WaitForNobody();
        await using var session = impatient.LightweightSession();
        session.ConfirmWhatIsVisible();

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => session.SaveChangesAsync(CancellationToken.None));
    }

    [TestCase("40001", "ERROR", false)]
    [TestCase("40P01", "ERROR", false)]
    [TestCase("53100", "ERROR", false)]
    [TestCase("55P03", "ERROR", false)]
    [TestCase("57014", "ERROR", false)]
    [TestCase("23505", "ERROR", false)]
    [TestCase("58030", "PANIC", true)]
    [TestCase("57P01", "FATAL", true)]
    [TestCase("57P02", "WARNING", true)]
    [TestCase("08006", "ERROR", true)]
    public void Only_an_error_of_the_server_proves_a_rollback(string sqlState, string severity, bool open) =>
        Assert.That(CommitWatch.LeavesOpen(new PostgresException("", severity, severity, sqlState)), Is.EqualTo(open));

    [Test]
    public void A_broken_connection_proves_nothing()
    {
        Assert.That(CommitWatch.LeavesOpen(new NpgsqlException("broken", new IOException())), Is.True);
        Assert.That(CommitWatch.LeavesOpen(new TimeoutException()), Is.True);
        Assert.That(CommitWatch.LeavesOpen(new InvalidCastException()), Is.False);
    }

    public enum Way
    {
        InOneRoundTrip,
        WithParticipant,
        SetWise,
    }

    static Task Save(IDocumentSession session, Way way, string? key = null)
    {
        session.Events.Append(key ?? TestLog.NewKey(), new ParcelPosted("Ada"));
        if (way == Way.SetWise)
            for (var i = 0; i < AppendSql.SetWiseFrom; i++) session.Events.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        if (way == Way.WithParticipant) session.Participant = new Bystander();
        return session.SaveChangesAsync(CancellationToken.None);
    }

    DocumentStore Open(TimeSpan patience, string? serverOptions = null, int pool = 100) => DocumentStore.For(options =>
    {
        options.ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Options = serverOptions is null ? null : $"-c {serverOptions}",
            MaxPoolSize = pool,
            Pooling = true,
        }.ConnectionString;
        options.SaveTimeout = patience;
        Parcel.Configure(options);
    });

    sealed class Bystander : ISaveParticipant
    {
        public void BeforeAppend(IDocumentOperations operations)
        {
        }

        public void BeforeCommit(IDocumentOperations operations)
        {
        }
    }
}
