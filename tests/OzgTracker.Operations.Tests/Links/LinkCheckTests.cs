using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations.Links;
using OzgTracker.Operations.Outbound;
using OzgTracker.Operations.Tests.Evidence;
using OzgTracker.ReadModels;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Operations.Tests.Links;

public sealed class LinkCheckTests : EvidenceFixture
{
    readonly ConcurrentQueue<TimeSpan> pauses = new();
    readonly List<IDisposable> opened = [];
    WebServer server = null!;

    [SetUp]
    public async Task StartServer()
    {
        pauses.Clear();
        server = await WebServer.Start();
        server.Pages["/eg"] = WebServer.Status(200);
    }

    [TearDown]
    public async Task StopServer()
    {
        foreach (var disposable in opened) disposable.Dispose();
        opened.Clear();
        await server.DisposeAsync();
    }

    string Url => At("a.test", "/eg");

    [Test]
    public async Task The_address_of_a_report_and_of_evidence_are_visited_and_their_cells_told()
    {
        await Report(Bonn, Url);
        await Append(Cologne, new EvidenceRecorded(EvidenceSources.Pvog, Url, Clock.Now.AddDays(-1), null));
        await Daemon.CatchUp(Store);

        var round = await Check().Run(CancellationToken.None);

        Assert.That(round, Is.EqualTo(new LinkCheckRound(1, 1, 2)));
        Assert.That(server.Requests, Is.EqualTo((string[])["HEAD a.test/eg"]), "once, whoever names it");
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["MaturityReported", "+" + Url]));
        Assert.That((await Words(Cologne))[^1], Is.EqualTo("+" + Url));
        Assert.That(
            await Ask<string>("select concat_ws(' ', data ->> 'source', headers ->> 'source', headers ->> 'role') from log.mt_events order by seq_id desc limit 1"),
            Is.EqualTo("linkCheck linkCheck system"));
    }

    [Test]
    public async Task There_is_no_event_a_day()
    {
        await Report(Bonn, Url);
        var events = 0;
        for (var day = 0; day < 60; day++, Clock.Now = Clock.Now.AddDays(1)) events += (await Check().Run(CancellationToken.None)).Events;

        Assert.That((events, server.Requests.Count), Is.EqualTo((2, 9)), "every week a visit, every month or so an event");
    }

    [Test]
    public async Task A_dead_link_becomes_a_finding_after_three_failures_on_different_days_and_living_again_resolves_it()
    {
        await Report(Bonn, Url);
        server.Pages["/eg"] = WebServer.Status(404);
        await Rounds(days: 2, hours: 8);
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["MaturityReported"]), "two days are not enough");

        await Rounds(days: 1, hours: 8);
        Assert.That((await Words(Bonn))[^1], Is.EqualTo($"-{Url} 404"));
        Assert.That(await Ask<string>("select kind || ' ' || level from read.finding where resolved_position is null"), Is.EqualTo("deadLink 3"));
        Assert.That(await Ask<short>("select level from read.status where municipality = '05314000'"), Is.EqualTo(3), "never the level");

        server.Pages["/eg"] = WebServer.Status(200);
        await Rounds(days: 2, hours: 8);
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["MaturityReported", $"-{Url} 404", "+" + Url]));
        Assert.That(await Ask<long>("select count(*) from read.finding where kind = 'deadLink' and resolved_position is null"), Is.Zero);
    }

    [Test]
    public async Task A_host_is_visited_by_one_at_a_time_with_a_pause_between_requests()
    {
        for (var i = 0; i < 6; i++) server.Pages[$"/{i}"] = WebServer.Status(i % 2 == 0 ? 200 : 404);
        await Append(Bonn, [.. Enumerable.Range(0, 6).Select(i => new EvidenceRecorded(EvidenceSources.Self, At("a.test", $"/{i}"), Clock.Now.AddDays(-1), null))]);
        await Daemon.CatchUp(Store);

        await Check().Run(CancellationToken.None);

        Assert.That(server.Requests, Has.Count.EqualTo(9), "six with HEAD, three of them with GET");
        Assert.That(server.Most["a.test"], Is.EqualTo(1));
        Assert.That(pauses, Has.Count.EqualTo(9), "before every request but that for robots.txt");
        Assert.That(pauses, Is.All.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_long_round_tells_in_between()
    {
        var toldMeanwhile = 0L;
        for (var i = 0; i < 20; i++) server.Pages[$"/{i}"] = async _ => toldMeanwhile = await Ask<long>("select count(*) from log.mt_events where data ->> 'source' = 'linkCheck'");
        await Append(Bonn, [.. Enumerable.Range(0, 100).Select(i => new EvidenceRecorded(EvidenceSources.Self, At($"h{i / 20}.test", $"/{i % 20}"), Clock.Now.AddDays(-1), null))]);
        await Daemon.CatchUp(Store);

        var round = await Check(concurrency: 1).Run(CancellationToken.None);

        Assert.That(round, Is.EqualTo(new LinkCheckRound(100, 100, 100)));
        Assert.That(toldMeanwhile, Is.Positive, "after more than five minutes of visits");
    }

    [Test]
    public async Task Two_workers_share_the_hosts_and_visit_each_address_once()
    {
        string[] hosts = [.. Enumerable.Range(0, 12).Select(i => $"h{i}.test")];
        for (var i = 0; i < 5; i++) server.Pages[$"/{i}"] = WebServer.Status(200);
        await Append(Bonn, [.. hosts.SelectMany(host => Enumerable.Range(0, 5).Select(i => new EvidenceRecorded(EvidenceSources.Self, At(host, $"/{i}"), Clock.Now.AddDays(-1), null)))]);
        await Daemon.CatchUp(Store);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Check(concurrency: 2).Run(CancellationToken.None))));

        Assert.That(server.Requests, Has.Count.EqualTo(60).And.Unique);
        Assert.That(server.Most.Values, Is.All.EqualTo(1));
        Assert.That((await Words(Bonn)).Length, Is.EqualTo(120));
    }

    [Test]
    public async Task The_lease_of_a_node_that_died_ends()
    {
        await Report(Bonn, Url);
        var table = new LinkTable(Store.DataSource);
        await table.Collect(Clock.Now, CancellationToken.None);
        await table.Lease(Clock.Now, Clock.Now.AddMinutes(5), 9, CancellationToken.None);
        Assert.That((await Check().Run(CancellationToken.None)).Visited, Is.Zero);

        Clock.Now = Clock.Now.AddMinutes(6);

        Assert.That((await Check().Run(CancellationToken.None)).Visited, Is.EqualTo(1));
    }

    [Test]
    public async Task Robots_txt_is_read_once_a_day_and_honoured()
    {
        await Report(Bonn, Url);
        await Report(Cologne, At("a.test", "/offen"));
        server.Pages["/robots.txt"] = WebServer.Text("User-agent: *\nDisallow: /eg\nCrawl-delay: 30");
        server.Pages["/offen"] = WebServer.Status(404);

        await Check().Run(CancellationToken.None);
        Clock.Now = Clock.Now.AddHours(1);
        await Check().Run(CancellationToken.None);

        Assert.That(server.AllRequests, Is.EqualTo((string[])["GET a.test/robots.txt", "HEAD a.test/offen", "GET a.test/offen"]));
        Assert.That(await Ask<string>("select outcome from ozg.link where url like '%/eg'"), Is.EqualTo("robots"));
        Assert.That(pauses.Last(), Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That((await Words(Bonn)).Length, Is.EqualTo(1));
    }

    [Test]
    public async Task A_robots_txt_that_cannot_be_read_keeps_out()
    {
        await Report(Bonn, Url);
        server.Pages["/robots.txt"] = WebServer.Status(500);

        await Check().Run(CancellationToken.None);

        Assert.That((server.Requests.Count, await Ask<string>("select outcome from ozg.link")), Is.EqualTo((0, "robots")));
    }

    [TestCase("http://10.0.0.1/eg")]
    [TestCase("http://[fd00::1]/eg")]
    [TestCase("http://private.test/eg")]
    [TestCase("http://a.test:5432/eg")]
    public async Task What_leads_inside_is_noted_and_never_visited_and_nobody_is_told(string url)
    {
        await Report(Bonn, url);
        await Rounds(days: 5, hours: 24);

        Assert.That((await Ask<string>("select outcome from ozg.link"), await Ask<int>("select failures from ozg.link")), Is.EqualTo(("blocked", 0)));
        Assert.That((server.AllRequests.Count, (await Words(Bonn)).Length), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_host_in_trouble_gets_longer_and_longer_pauses()
    {
        await Report(Bonn, Url);
        server.Pages["/eg"] = WebServer.Status(503, "Retry-After", "7200");

        await Check().Run(CancellationToken.None);

        Assert.That(await Ask<bool>($"select next_at = '{Clock.Now:O}'::timestamptz + interval '2 hours' and failures = 1 from ozg.link_host"), Is.True);
    }

    [Test]
    public async Task A_host_that_wants_to_be_left_alone_is_not_asked_for_anything_else()
    {
        await Report(Bonn, Url);
        server.Pages["/eg"] = WebServer.Status(503, "Retry-After", "7200");
        await Check().Run(CancellationToken.None);
        await Report(Cologne, At("a.test", "/neu"));
        Clock.Now = Clock.Now.AddHours(1);
        Assert.That((await Check().Run(CancellationToken.None)).Visited, Is.Zero);

        Clock.Now = Clock.Now.AddHours(2);

        Assert.That((await Check().Run(CancellationToken.None)).Visited, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_does_not_lead_to_a_host_that_wants_to_be_left_alone()
    {
        await Report(Bonn, Url);
        server.Pages["/eg"] = WebServer.Status(302, "Location", At("b.test", "/ziel"));
        await using (var command = Store.DataSource.CreateCommand("insert into ozg.link_host (host, next_at) values ($1, $2)"))
        {
            command.Parameters.Add(new() { Value = $"http://b.test:{server.Port}" });
            command.Parameters.Add(new() { Value = Clock.Now.AddHours(1) });
            await command.ExecuteNonQueryAsync();
        }

        await Check().Run(CancellationToken.None);

        Assert.That((string.Join(',', server.Requests), await Ask<string>("select outcome from ozg.link")), Is.EqualTo(("HEAD a.test/eg", "busy")));
    }

    [Test]
    public async Task What_was_seen_and_not_told_is_told_by_the_next_round()
    {
        await Report(Bonn, Url);
        await Check().Run(CancellationToken.None);
        await using (var command = Store.DataSource.CreateCommand("update ozg.link set is_unrecorded = true")) await command.ExecuteNonQueryAsync();

        var again = await Check().Run(CancellationToken.None);

        Assert.That((again.Events, await Ask<bool>("select is_unrecorded from ozg.link")), Is.EqualTo((0, false)), "the cell knows it already");
    }

    [Test]
    public async Task Addresses_that_nobody_names_any_more_are_forgotten()
    {
        await Report(Bonn, Url);
        await Check().Run(CancellationToken.None);
        await using (var command = Store.DataSource.CreateCommand("insert into ozg.link (url, host, due_at) values ('https://old.test/', 'https://old.test', now())")) await command.ExecuteNonQueryAsync();

        await Check().Run(CancellationToken.None);

        Assert.That(await Ask<long>("select count(*) from ozg.link"), Is.EqualTo(1));
    }

    async Task Rounds(int days, int hours)
    {
        for (var hour = 0; hour < days * 24; hour += hours, Clock.Now = Clock.Now.AddHours(hours)) await Check().Run(CancellationToken.None);
        await Daemon.CatchUp(Store);
    }

    async Task Report(string unit, string url)
    {
        await Append(unit, new MaturityReported(MaturityModel.Default, 3, null, new DateOnly(2026, 1, 1), url, null, null, null));
        await Daemon.CatchUp(Store);
    }

    LinkCheck Check(int concurrency = 8)
    {
        var settings = new LinkCheckSettings { Outbound = OutboundOptions.Pages with { AllowsLoopback = true, Ports = [80, server.Port] }, Concurrency = concurrency };
        var registry = new Registry(Store.DataSource, TimeProvider.System);
        var check = new LinkCheck(Store, registry, settings, Clock, NullLogger.Instance, Lookup, Pause);
        opened.AddRange([check, registry]);
        return check;
    }

    string At(string host, string path) => $"http://{host}:{server.Port}{path}";

    /// <summary>Waiting is moving the clock.</summary>
    Task Pause(TimeSpan wait, CancellationToken ct)
    {
        pauses.Enqueue(wait);
        Clock.Now += wait;
        return Task.CompletedTask;
    }

    static Task<IPAddress[]> Lookup(string host, CancellationToken ct) =>
        Task.FromResult<IPAddress[]>(host == "private.test" ? [IPAddress.Parse("192.168.0.9")] : [IPAddress.Loopback]);
}
