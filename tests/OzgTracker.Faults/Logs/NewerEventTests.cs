using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Logs;

/// <summary>F48: the log has an event of a newer program, and this one runs on it after a downgrade.</summary>
public sealed class NewerEventTests() : ApiFixture("F48")
{
    const string NewerName = "maturity_quantised";

    [Test]
    public async Task Nobody_passes_it_until_a_program_runs_that_knows_it()
    {
        using (var before = await Send(Report(1, level: 2))) before.EnsureSuccessStatusCode();
        await Execute(
            $$"""
            with stream as (insert into log.mt_streams (id, version) values ('newer-1', 1))
            insert into log.mt_events (seq_id, id, stream_id, version, data, type) values (nextval('log.mt_events_sequence'), gen_random_uuid(), 'newer-1', 1, '{"Number":1}', '{{NewerName}}')
            """);
        var newer = await Ask<long>($"select seq_id from log.mt_events where type = '{NewerName}'");
        using (var after = await Send(Report(2, level: 2))) after.EnsureSuccessStatusCode();
        await FaultRun.Until(
            async () => (await Readiness()).GetProperty("projections").EnumerateArray().All(one => one.TryGetProperty("failure", out var failure) && failure.ValueKind == JsonValueKind.Object),
            "every read model has stopped");

        foreach (var projection in (await Readiness()).GetProperty("projections").EnumerateArray())
        {
            Assert.That(projection.GetProperty("position").GetInt64(), Is.LessThan(newer));
            Assert.That(projection.GetProperty("failure").GetProperty("position").GetInt64(), Is.EqualTo(newer));
            Assert.That(projection.GetProperty("failure").GetProperty("eventType").GetString(), Is.EqualTo(NewerName));
        }

        var seen = new List<long>();
        Assert.That(
            async () =>
            {
                await foreach (var page in Store.Feed.SubscribeAsync(0, CancellationToken.None)) seen.AddRange(page.Events.Select(happened => happened.Sequence));
            },
            Throws.TypeOf<UnknownEventTypeException>().With.Property(nameof(UnknownEventTypeException.Position)).EqualTo(newer));
        Assert.That(seen, Is.Not.Empty.And.All.LessThan(newer));

        await Api.Kill();
        await using (var newerProgram = OzgStore.Open(Direct, options => options.MapEventType(
            typeof(Ticked), NewerName, (JsonTypeInfo<Ticked>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Ticked)))))
            await Daemon.CatchUp(newerProgram);
        await Restart();
        await UntilReady();
        Run.SayEnd("1 event of a newer program");
    }
}
