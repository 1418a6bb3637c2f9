using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests;

public sealed class RegistryTests : ReferenceFixture
{
    [TestCase(ReferenceData.Buesum)]
    [TestCase(ReferenceData.BuesumArs)]
    public async Task A_unit_is_found_by_each_of_its_keys(string key)
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);

        Assert.That((await registry.FindUnit(key, CancellationToken.None))?.Id.Value, Is.EqualTo(ReferenceData.Buesum));
    }

    [Test]
    public async Task Services_and_models_are_found_by_id()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);

        var service = await registry.FindService(ReferenceData.Residence, CancellationToken.None);
        Assert.That(service!.LeikaIds.Select(id => id.Value), Is.EquivalentTo((string[])[ReferenceData.ResidenceLeika, ReferenceData.ResidenceOtherLeika]));
        Assert.That((await registry.FindModel("ozg-1.1", CancellationToken.None))?.ConformityThreshold, Is.EqualTo(3));
        Assert.That(await registry.FindService("19999", CancellationToken.None), Is.Null);
        Assert.That(await registry.FindModel("ozg-9", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_unit_that_another_process_imported_is_found_at_the_next_look()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);
        Assert.That(await registry.FindUnit("16077001", CancellationToken.None), Is.Null);

        await using (var other = OzgStore.Open(Database.ConnectionString))
        {
            await using var session = other.LightweightSession();
            session.Events.StartStream("municipality-16077001", Registered("16077001", "160775051001", "Altenburg"));
            await session.SaveChangesAsync(CancellationToken.None);
            await Daemon.CatchUp(other);
        }

        Assert.That((await registry.FindUnit("16077001", CancellationToken.None))?.ShortName, Is.EqualTo("Altenburg"));
    }

    /// <summary>An AGS may be given anew; an id never changes its owner.</summary>
    [Test]
    public async Task An_id_wins_over_the_AGS_that_another_unit_has_now()
    {
        await Append("municipality-16051000", Registered("16051000", "160510000000", "Erfurt"));
        await Append("municipality-16052000", Registered("16052000", "160520000000", "Gera"));
        await Append("municipality-16052000", new KeyChanged(Ags.Parse("16051000"), Ars.Parse("160510000001"), "16051", May(1)));
        await Append("municipality-16051000", new KeyChanged(Ags.Parse("16059000"), Ars.Parse("160590000000"), "16059", May(1)));
        await Daemon.CatchUp(Store);
        using var registry = new Registry(Store.DataSource, TimeProvider.System);

        Assert.That((await registry.FindUnit("16051000", CancellationToken.None))?.ShortName, Is.EqualTo("Erfurt"));
        Assert.That((await registry.FindUnit("16059000", CancellationToken.None))?.ShortName, Is.EqualTo("Erfurt"));
        Assert.That((await registry.FindUnit("16052000", CancellationToken.None))?.ShortName, Is.EqualTo("Gera"));
    }

    [Test]
    public async Task A_flood_of_unknown_keys_shares_its_looks_at_the_database()
    {
        using var questions = new Questions();
        var builder = new NpgsqlDataSourceBuilder(Database.ConnectionString);
        builder.UseLoggerFactory(questions);
        await using var source = builder.Build();
        using var registry = new Registry(source, TimeProvider.System);
        await registry.RefreshAsync(CancellationToken.None);
        var before = questions.Count;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
            Assert.That(await registry.FindUnit($"15{number:000000}", CancellationToken.None), Is.Null))));

        Assert.That(questions.Count - before, Is.InRange(1, 20));
    }

    static MunicipalityRegistered Registered(string ags, string ars, string name) => new(
        UnitKind.Gemeinde, name, name, UnitDesignation.Stadt, Ags.Parse(ags), Ars.Parse(ars), ags[..5], null, 30_000, null, May(1), null);

    /// <summary>Counts the commands that Npgsql says it has executed.</summary>
    sealed class Questions : ILoggerFactory, ILogger
    {
        readonly ConcurrentBag<string> executed = [];

        public int Count => executed.Count;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            if (text.Contains("completed", StringComparison.Ordinal)) executed.Add(text);
        }

        public void Dispose()
        {
        }
    }
}
