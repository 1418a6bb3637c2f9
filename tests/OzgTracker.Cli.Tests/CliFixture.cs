namespace OzgTracker.Cli.Tests;

/// <summary>Each test has a command line on a database of its own.</summary>
public abstract class CliFixture
{
    private protected Ozg Ozg { get; set; } = null!;

    private protected virtual Task<Ozg> Open() => Ozg.OnMigratedDatabase();

    [SetUp]
    public async Task OpenDatabase() => Ozg = await Open();

    [TearDown]
    public async Task DropDatabase()
    {
        if (Ozg is not null) await Ozg.DisposeAsync();
    }
}
