using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.Operations;

namespace OzgTracker.Faults;

/// <summary>A fault that strikes while clients report over HTTP and a consumer follows the feed; afterwards all invariants hold.</summary>
/// <remarks>The fault itself is <see cref="Strike"/>; everything else is the same for all.</remarks>
public abstract class FaultUnderLoad
{
    readonly int reports;
    readonly Stack<IAsyncDisposable> toDispose = [];
    readonly List<ApiProcess> apis = [];

    protected FaultUnderLoad(string fault, int reports) => (Run, this.reports) = (new FaultRun(fault), FaultRun.Times(reports));

    private protected FaultRun Run { get; }

    private protected ReportLoad Load { get; private set; } = null!;

    private protected FeedWatch Watch { get; private set; } = null!;

    /// <summary>The store of the test itself, on a way to the database that the fault leaves alone.</summary>
    protected DocumentStore Store { get; private set; } = null!;

    /// <summary>Where the test reaches the database.</summary>
    protected string Direct { get; private set; } = null!;

    /// <summary>How many clients report at once.</summary>
    protected virtual int Clients => 8;

    [OneTimeSetUp]
    public async Task Strike_under_load()
    {
        Direct = await CreateDatabase();
        Store = Keep(OzgStore.Open(new NpgsqlConnectionStringBuilder(Direct) { ApplicationName = "faults" }.ConnectionString, Mutation.Break));
        Watch = Keep(FeedWatch.Over(Store));
        Load = new ReportLoad(PlannedReport.Some(Run, reports), await ApiProcess.Token());
        await Prepare();

        var clients = Load.Run(Clients);
        await Strike(clients).WaitAsync(FaultRun.Patience * (FaultRun.IsLong ? 20 : 2));
        await clients.WaitAsync(FaultRun.Patience * (FaultRun.IsLong ? 20 : 2));
        await Store.Projections.WaitForNonStaleProjectionDataAsync(FaultRun.Patience, CancellationToken.None);
        await Finish();
        Run.SayEnd($"{Load.Journal.Counts}, consumer cut off {Watch.Losses} times");
    }

    [OneTimeTearDown]
    public async Task CleanUp()
    {
        while (toDispose.TryPop(out var one)) await one.DisposeAsync();
    }

    [Test]
    public async Task Everything_acknowledged_is_there_exactly_once_and_nothing_refused_is() => await Invariants.AcknowledgedIsThereOnce(Load.Journal, Store.DataSource);

    [Test]
    public async Task Every_stream_has_its_versions_without_a_hole_and_in_order() => await Invariants.StreamsAreWhole(Store.DataSource);

    [Test]
    public async Task The_feed_gave_the_log_once_and_in_order() => await Invariants.FeedEqualsLog(Watch, Store);

    [Test]
    public async Task Read_models_equal_a_rebuild() => await Invariants.ReadModelsEqualARebuild(Store);

    [Test]
    public void The_service_answers_again_and_never_wrongly()
    {
        Assert.That(Load.Journal.Acknowledged.Count() + Load.Journal.Refused.Count(), Is.EqualTo(reports), "I9: every report has an answer in the end");
        Invariants.AnswersAreOfTheRightClass(Load.Journal, apis);
    }

    /// <summary>A database of the shared server; faults of the server itself start one of their own.</summary>
    protected virtual async Task<string> CreateDatabase() => Keep(await LoadDatabase.CloneAsync()).ConnectionString;

    /// <summary>What must be there before the clients begin; normally the API.</summary>
    protected virtual Task Prepare() => StartApi(Direct);

    /// <summary>Does the harm, and undoes it where that is part of the fault.</summary>
    protected abstract Task Strike(Task clients);

    /// <summary>Looks at what only the running API can show.</summary>
    protected virtual Task Finish() => Task.CompletedTask;

    /// <summary>Starts the API and tells the clients where it is.</summary>
    private protected async Task<ApiProcess> StartApi(string connectionString, params IEnumerable<(string Name, string Value)> settings)
    {
        var api = Keep(await ApiProcess.Start(connectionString, settings));
        apis.Add(api);
        Load.Address.TrySetResult(api.Address);
        return api;
    }

    /// <summary>Disposed at the end, the last first.</summary>
    protected T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        toDispose.Push(one);
        return one;
    }

    /// <summary>Ends when a part of the load has been acknowledged, or all of it.</summary>
    protected Task AfterPart(Task clients, int part, int parts) => Task.WhenAny(clients, Load.Acknowledged(reports * part / parts));

    protected async Task<T> Ask<T>(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A session outside every pool.</summary>
    protected static async Task<NpgsqlConnection> Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
