using System.Net;
using System.Text.Json;
using OzgTracker.ReadModels;

namespace OzgTracker.Faults.Logs;

/// <summary>F46: a read model refuses an event.</summary>
public sealed class PoisonedEventTests() : ApiFixture("F46")
{
    [Test]
    public async Task It_stops_there_and_says_so_while_writing_and_the_others_go_on()
    {
        await Execute(
            $"""
            create function read.choke() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
            create trigger choke before insert or update on {StatusProjection.Table} for each row when (new.evidence_url like '%poison%') execute function read.choke()
            """);
        await Recorded(1, "https://load.invalid/good");
        var poison = await Recorded(2, "https://load.invalid/poison");
        var after = await Recorded(3, "https://load.invalid/good");
        await FaultRun.Until(async () => Failure(await Readiness()) is not null, "the read model has stopped");

        var readiness = await Readiness();
        var failure = Failure(readiness)!.Value;
        Assert.That(readiness.GetProperty("status").GetString(), Is.EqualTo("notReady"));
        Assert.That(failure.GetProperty("position").GetInt64(), Is.EqualTo(poison));
        Assert.That(failure.GetProperty("eventType").GetString(), Is.EqualTo("maturity_reported"));
        await FaultRun.Until(async () => Others(await Readiness()).All(position => position >= after), "the others go on");

        await Execute($"drop trigger choke on {StatusProjection.Table}");
        await Restart();
        await UntilReady();
        await Invariants.ReadModelsEqualARebuild(Store);
        Run.SayEnd("1 event refused");
    }

    static JsonElement? Failure(JsonElement readiness) => readiness.GetProperty("projections").EnumerateArray()
        .Where(projection => projection.GetProperty("name").GetString() == "status" && projection.TryGetProperty("failure", out var failure) && failure.ValueKind == JsonValueKind.Object)
        .Select(projection => (JsonElement?)projection.GetProperty("failure")).SingleOrDefault();

    static IEnumerable<long> Others(JsonElement readiness) => readiness.GetProperty("projections").EnumerateArray()
        .Where(projection => projection.GetProperty("name").GetString() != "status").Select(projection => projection.GetProperty("position").GetInt64());

    async Task<long> Recorded(int number, string evidence)
    {
        using var answer = await Send(Report(number, level: 2, evidence));
        using var cell = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return cell.RootElement.GetProperty("position").GetInt64();
    }
}
