using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Idempotency;

/// <summary>The same request with the same key many times in the same moment, at one node and at two.</summary>
public sealed class ParallelKeyTests : KeyedFixture
{
    const int Clients = 64;

    [TestCase(1, Residence)]
    [TestCase(2, Passport)]
    public async Task It_is_executed_once(int nodes, string ozgId)
    {
        await using var other = await ApiHostUnderTest.Beside(App);
        using var here = App.ClientFor("reporter", Bonn);
        using var there = other.ClientFor("reporter", Bonn);
        var key = NewKey();

        // A note makes every execution an event: nothing but the key keeps them from being recorded twice.
        var responses = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client =>
            Post(client % nodes == 0 ? here : there, Bonn, ozgId, new { level = 3, note = "einmal" }, key)));

        var executed = responses.Where(response => response.StatusCode == HttpStatusCode.Created && !IsReplayed(response)).ToArray();
        Assert.That(executed, Has.Length.EqualTo(1));
        foreach (var response in responses.Except(executed))
        {
            if (response.StatusCode == HttpStatusCode.Created)
            {
                Assert.That(await Wire(response), Is.EqualTo(await Wire(executed[0])));
                continue;
            }

            await AssertProblem(response, 409, "idempotency-key-in-use");
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(response.Headers.ETag, Is.Null);
        }

        Assert.That(await Events(Bonn, ozgId), Is.EqualTo(1));
        Assert.That(await StoredAnswers(key), Is.EqualTo(1));
        Assert.That(IsReplayed(await Post(there, Bonn, ozgId, new { level = 3, note = "einmal" }, key)), Is.True);
    }

    [Test]
    public async Task While_one_executes_the_others_are_told_to_come_again()
    {
        var key = NewKey();
        await using var executing = new Npgsql.NpgsqlConnection(App.OwnerConnectionString);
        await executing.OpenAsync();
        await using var transaction = await executing.BeginTransactionAsync();
        await using var claim = new Npgsql.NpgsqlCommand("call ozg.claim_idempotency_key('dev-reporter', 'POST', $1, $2, interval '7 days')", executing, transaction)
        {
            Parameters = { new() { Value = CellUrl("{key}", "{ozgId}") + "/reports" }, new() { Value = key } },
        };
        await claim.ExecuteNonQueryAsync();
        using var reporter = App.ClientFor("reporter", Bonn);

        var response = await Post(reporter, Bonn, ParentalAllowance, new { level = 3 }, key);

        await AssertProblem(response, 409, "idempotency-key-in-use");
        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(await Events(Bonn, ParentalAllowance), Is.Zero);
        await transaction.RollbackAsync();
        Assert.That((await Post(reporter, Bonn, ParentalAllowance, new { level = 3 }, key)).StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task A_key_and_a_stream_taken_in_opposite_orders_end_in_an_answer()
    {
        await Report(Bonn, HousingBenefit, new { level = 1 });
        var key = NewKey();
        await using var foreign = new Npgsql.NpgsqlConnection(App.OwnerConnectionString);
        await foreign.OpenAsync();
        await using var transaction = await foreign.BeginTransactionAsync();
        await Run("insert into ozg.idempotency (client, method, route, key, fingerprint, status, body) values ($1, 'POST', $2, $3, '', 201, '')",
            "dev-reporter", "/v1/municipalities/{key}/services/{ozgId}/reports", key);

        // Ours holds the stream and waits at the key; theirs holds the key and asks for the stream.
        var ours = Post(App.ClientFor("reporter", Bonn), Bonn, HousingBenefit, new { level = 2 }, key);
        await App.WaitForLock("insert into ozg.idempotency%");
        var theirs = Run("update log.mt_streams set timestamp = now() where id = $1", $"rollout-{Bonn}-{HousingBenefit}");
        var rolledBack = false;
        try
        {
            await theirs;
        }
        catch (Npgsql.PostgresException deadlock) when (deadlock.SqlState == "40P01")
        {
            rolledBack = true;
        }

        await transaction.RollbackAsync();

        var response = await ours;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), $"{rolledBack} {await response.Content.ReadAsStringAsync()}");
        Assert.That(await Events(Bonn, HousingBenefit), Is.EqualTo(2));

        async Task Run(string sql, params object[] values)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, foreign, transaction);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }
}
