using System.Text.Json;
using Npgsql;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Changes;

public sealed class ListChangesEndpointTests : ChangesFixture
{
    protected override (string, string)[] Settings => [("Changes:Source", "https://ozg.example/")];

    [Test]
    public async Task An_event_is_a_CloudEvent_without_anyone_in_it()
    {
        var before = await End();
        var position = await Happen(Cologne);

        var answer = await App.Anonymous.GetAsync($"{Route}?after={before}");
        var text = await answer.Content.ReadAsStringAsync();
        var page = await Json(answer);
        var happened = page.GetProperty("items").EnumerateArray().Single();

        Assert.That(happened.Text("specversion"), Is.EqualTo("1.0"));
        Assert.That(happened.Text("id"), Is.EqualTo(Text(position)));
        Assert.That(happened.Text("source"), Is.EqualTo("https://ozg.example/"));
        Assert.That(happened.Text("type"), Is.EqualTo("de.ozgtracker.maturity-reported.v1"));
        Assert.That(happened.Text("subject"), Is.EqualTo($"{Cologne}/{Residence}"));
        Assert.That(happened.Text("datacontenttype"), Is.EqualTo("application/json"));
        Assert.That((happened.Number("position"), happened.Number("streamversion")), Is.EqualTo((position, 1)));
        Assert.That((happened.Text("actorrole"), happened.Text("provenance")), Is.EqualTo(("reporter", "self")));
        Assert.That(happened.EnumerateObject().Select(attribute => attribute.Name).Where(name => name.Any(letter => !char.IsAsciiLetterLower(letter))), Is.Empty, "attributes of CloudEvents");
        Assert.That(text, Does.Not.Contain("dev-reporter"));

        var shown = (await Items($"{CellUrl(Cologne, Residence)}/history"))[^1];
        Assert.That(JsonElement.DeepEquals(happened.GetProperty("data"), shown.GetProperty("data")), Is.True, text);
        Assert.That(happened.Text("time"), Is.EqualTo(shown.Text("recordedAt")));
        Assert.That((page.Number("nextAfter"), page.Number("position"), page.IsNull("nextCursor")), Is.EqualTo((position, position, true)));
    }

    [TestCase("after", "nextAfter")]
    [TestCase("cursor", "nextCursor")]
    public async Task Page_by_page_it_is_the_log(string parameter, string next)
    {
        for (var number = 0; number < 3; number++) await Happen();
        var log = await Positions("true");
        var seen = new List<string?>();
        var query = "";
        while (true)
        {
            var page = await GetJson($"{Route}?limit=7{query}");
            seen.AddRange(Ids(page));
            if (page.IsNull("nextCursor")) break;
            Assert.That(Ids(page), Has.Length.EqualTo(7));
            var value = page.GetProperty(next);
            query = $"&{parameter}={(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText())}";
        }

        Assert.That(seen, Is.EqualTo(log));
    }

    [TestCase("state=05", "stream_id ~ '^(rollout|municipality|target)-05' or stream_id ~ '^competence-.*-05$'")]
    [TestCase("ozgId=" + Residence, "stream_id ~ '^(rollout-.*|service|competence)-" + Residence + "(-..)?$'")]
    [TestCase("municipality=" + Bonn, "stream_id ~ '^(rollout|municipality)-" + Bonn + "(-.*)?$'")]
    [TestCase("municipality=" + BonnArs, "stream_id ~ '^(rollout|municipality)-" + Bonn + "(-.*)?$'")]
    [TestCase("type=maturity_reported", "type = 'maturity_reported'")]
    [TestCase("type=de.ozgtracker.maturity-reported.v1,municipality_registered", "type in ('maturity_reported', 'municipality_registered')")]
    [TestCase("state=05&type=maturity_reported&ozgId=" + Residence, "stream_id like 'rollout-05%-" + Residence + "' and type = 'maturity_reported'")]
    public async Task Filters_leave_what_they_name(string query, string sql)
    {
        await Happen();
        await Happen(Cologne);
        await Happen(Buesum);
        var expected = await Positions(sql);
        Assert.That(expected, Is.Not.Empty);

        var page = await GetJson($"{Route}?limit=1000&{query}");

        Assert.That(Ids(page), Is.EqualTo(expected));
        Assert.That((page.Number("nextAfter"), page.IsNull("nextCursor")), Is.EqualTo((page.Number("position"), true)), "the end is the end, whatever passes");
    }

    [Test]
    public async Task As_a_batch_it_is_the_bare_array()
    {
        var after = await Happen();
        await Happen();
        await Happen();

        var answer = await App.Anonymous.Get($"{Route}?after={after}&limit=1", ("Accept", "application/cloudevents-batch+json"));

        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/cloudevents-batch+json"));
        var item = (await Json(answer)).EnumerateArray().Single();
        Assert.That(answer.Headers.GetValues("OzgTracker-Next-After").Single(), Is.EqualTo(item.Text("id")));
        Assert.That(answer.Headers.GetValues("OzgTracker-Next-Cursor").Single(), Is.EqualTo(item.Text("id")));
        Assert.That(answer.Headers.GetValues("OzgTracker-Position").Single(), Is.EqualTo(Text(await End())));
    }

    [Test]
    public async Task As_lines_it_is_an_event_a_line()
    {
        var after = await Happen();
        await Happen();
        await Happen();

        var lines = (await App.Anonymous.GetStringAsync($"{Route}?after={after}&format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines.Select(line => JsonDocument.Parse(line).RootElement.Text("id")), Is.EqualTo(await Positions($"seq_id > {after}")));
    }

    [Test]
    public async Task Other_formats_do_not_exist()
    {
        await AssertProblem(await App.Anonymous.GetAsync($"{Route}?format=csv"), 406, "not-acceptable");
        await AssertProblem(await App.Anonymous.Get(Route, ("Accept", "text/csv")), 406, "not-acceptable");
    }

    [TestCase("after=-1", "invalid-position", "after")]
    [TestCase("after=x", "invalid-parameter", "after")]
    [TestCase("after=1&cursor=1", "after-or-cursor", "after")]
    [TestCase("limit=0", "limit-out-of-range", "limit")]
    [TestCase("limit=1001", "limit-out-of-range", "limit")]
    [TestCase("wait=31", "wait-out-of-range", "wait")]
    [TestCase("wait=-1", "wait-out-of-range", "wait")]
    [TestCase("type=nonsense", "unknown-event-kind", null)]
    [TestCase("type=maturity_reported,", "unknown-event-kind", null)]
    [TestCase("state=17", "invalid-state", "state")]
    [TestCase("ozgId=1", "invalid-ozg-id", "ozgId")]
    [TestCase("municipality=1", "invalid-key", "municipality")]
    [TestCase("since=1", "unknown-parameter", "since")]
    public async Task A_malformed_question_is_refused(string query, string error, string? parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync($"{Route}?{query}"), error, parameter: parameter);

    [Test]
    public async Task A_cursor_of_another_list_is_refused() => await AssertProblem(await App.Anonymous.GetAsync($"{Route}?cursor=abc"), 400, "bad-cursor");

    [Test]
    public async Task A_unit_that_nobody_knows_is_named() => await AssertProblem(await App.Anonymous.GetAsync($"{Route}?municipality=05999999"), 404, "unknown-municipality");

    [Test]
    public async Task Whoever_waits_is_answered_when_something_happens()
    {
        var after = await End();
        var waiting = App.Anonymous.GetAsync($"{Route}?after={after}&wait=30");
        await Followed(1);

        var position = await Happen();

        Assert.That(Ids(await Json(await waiting.WaitAsync(Patience / 2))), Is.EqualTo((string[])[Text(position)]));
    }

    [Test]
    public async Task What_does_not_pass_wakes_nobody_up()
    {
        var after = await End();
        var waiting = App.Anonymous.GetAsync($"{Route}?after={after}&wait=30&municipality={Cologne}");
        await Followed(1);

        await Happen();
        var position = await Happen(Cologne);

        Assert.That(Ids(await Json(await waiting.WaitAsync(Patience / 2))), Is.EqualTo((string[])[Text(position)]));
    }

    [Test]
    public async Task Whose_time_is_over_gets_an_empty_page_and_goes_on_near_the_end()
    {
        var after = await End();
        var waiting = App.Anonymous.GetAsync($"{Route}?after={after}&wait=1&municipality={Cologne}");
        var passed = await Happen();

        var page = await Json(await waiting.WaitAsync(Patience));

        Assert.That(Ids(page), Is.Empty);
        Assert.That((page.Number("nextAfter"), page.IsNull("nextCursor")), Is.EqualTo((passed, true)));
    }

    [Test]
    public async Task Nothing_is_shown_behind_a_write_that_is_still_on_its_way()
    {
        var after = await End();
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var writer = await source.OpenConnectionAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        var slow = await SlowWrite(writer);
        var quick = await Happen();
        Assert.That(slow, Is.GreaterThan(after).And.LessThan(quick));

        Assert.That(Ids(await GetJson($"{Route}?after={after}")), Is.Empty);
        await transaction.CommitAsync();

        var seen = new List<string?>();
        while (seen.Count < 2) seen.AddRange(Ids(await GetJson($"{Route}?wait=30&after={(seen.Count == 0 ? Text(after) : seen[^1])}")));
        Assert.That(seen, Is.EqualTo((string[])[Text(slow), Text(quick)]));
    }

    /// <summary>Appends as the store does: stream first, then the number.</summary>
    static async Task<long> SlowWrite(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            with stream as (
                insert into log.mt_streams (id, version) values ('service-19999', 1) returning id
            )
            insert into log.mt_events (seq_id, id, stream_id, version, data, type)
            select nextval('log.mt_events_sequence'), gen_random_uuid(), id, 1,
                   '{"name": "x", "classification": {"situation": "x", "topicArea": "x", "types": ["1"], "situationKind": "lebenslage", "municipalExecution": "none"}}', 'service_renamed'
              from stream
            returning seq_id
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    async Task<string[]> Positions(string condition)
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand($"select coalesce(array_agg(seq_id::text order by seq_id), '{{}}') from log.mt_events where {condition}");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until so many follow.</summary>
    async Task Followed(int count)
    {
        var followers = (Api.Changes.Followers)App.Services.GetService(typeof(Api.Changes.Followers))!;
        while (followers.Taken < count) await Task.Yield();
    }
}
