using System.Net;
using Npgsql;

namespace OzgTracker.Api.Tests.Operation;

public sealed class GetReadinessEndpointTests : ApiFixture
{
    [Test]
    public async Task A_node_whose_read_models_keep_up_is_ready()
    {
        var readiness = await GetJson("/health/ready");

        Assert.That(readiness.Text("status"), Is.EqualTo("ready"));
        Assert.That(readiness.Text("database"), Is.EqualTo("reachable"));
        Assert.That(readiness.GetProperty("projections").EnumerateArray().Texts("name"), Is.SupersetOf((string[])["municipality", "service", "maturity_model", "status"]));
    }

    [Test]
    public async Task A_read_model_that_stands_still_makes_the_node_unready_and_is_named()
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var fail = source.CreateCommand("""
            insert into ozg.projection_failure (name, position, event_type, error)
            select name, 7, 'maturity_reported', 'level 9 is none'
              from log.mt_event_progression
             where name like '%status%'
            """);
        Assert.That(await fail.ExecuteNonQueryAsync(), Is.EqualTo(1));

        var response = await App.Anonymous.GetAsync("/health/ready");
        await using var repair = source.CreateCommand("delete from ozg.projection_failure");
        await repair.ExecuteNonQueryAsync();

        var readiness = await Json(response);
        var failed = readiness.GetProperty("projections").EnumerateArray().Single(projection => !projection.IsNull("failure"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(readiness.Text("status"), Is.EqualTo("notReady"));
        Assert.That(failed.Text("name"), Is.EqualTo("status"));
        Assert.That(failed.GetProperty("failure").ToString(), Is.EqualTo("""{"position":7,"eventType":"maturity_reported","error":"level 9 is none"}"""));
    }
}
