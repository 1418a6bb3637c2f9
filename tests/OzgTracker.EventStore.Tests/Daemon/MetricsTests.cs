using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OzgTracker.EventStore.Tests.Daemon;

/// <summary>What a monitor sees. Instruments of other tests' daemons are heard as well, so each value is looked up by a name that only this one has.</summary>
public sealed class MetricsTests
{
    readonly ConcurrentDictionary<(string Instrument, string? Projection), double> heard = [];
    MeterListener listener = null!;
    TestLog log = null!;
    DiaryProjection diary = null!;

    [SetUp]
    public async Task Listen()
    {
        diary = new DiaryProjection("metered");
        log = await TestLog.CloneAsync(options =>
        {
            options.PollInterval = TimeSpan.FromMilliseconds(20);
            options.Projections.Add(diary);
        });
        await log.Store.Projections.CreateMissingAsync(CancellationToken.None);
        listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Meter.Name == "OzgTracker.EventStore") all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();
    }

    [TearDown]
    public async Task Drop()
    {
        listener.Dispose();
        await log.DisposeAsync();
    }

    [Test]
    public async Task A_read_model_that_keeps_up_has_no_lag_and_one_that_stopped_is_told()
    {
        await log.Append(TestLog.NewKey(), new ParcelMoved("Ulm"));
        await using var daemon = new RunningDaemon(log.Store);
        await daemon.CatchUp();
        await Until("ozgtracker.projection.lag", 0);
        Assert.That(heard[("ozgtracker.projection.stopped", "metered")], Is.Zero);

        diary.StumblesOver = happened => happened.Data is ParcelPosted;
        await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        await log.Append(TestLog.NewKey(), new ParcelMoved("Bonn"));
        await Until("ozgtracker.projection.stopped", 1);

        await Until("ozgtracker.projection.lag", 2);   // the second event may come after the stop
        Assert.That(heard.Keys.Select(key => key.Instrument), Is.SupersetOf((string[])[
            "ozgtracker.projection.events", "ozgtracker.projection.page.duration", "ozgtracker.projection.delay", "ozgtracker.projection.leader", "ozgtracker.log.settled_position"]));
    }

    void Hear<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct, IConvertible =>
        heard[(instrument.Name, tags.Length == 0 ? null : tags[0].Value as string)] = value.ToDouble(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Asks the gauges until one says what is expected; a defect runs into the limit of the test run.</summary>
    async Task Until(string instrument, double expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            listener.RecordObservableInstruments();
            await log.Store.Projections.StatusAsync(patience.Token);
        }
        while (!heard.TryGetValue((instrument, "metered"), out var value) || value != expected);
    }
}
