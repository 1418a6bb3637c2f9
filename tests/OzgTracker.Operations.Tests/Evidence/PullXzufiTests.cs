using Microsoft.AspNetCore.Http;
using static OzgTracker.Testing.ReferenceData;
using static OzgTracker.Testing.XzufiText;

namespace OzgTracker.Operations.Tests.Evidence;

public sealed class PullXzufiTests : EvidenceFixture
{
    const string A = "https://a.example/";

    readonly List<TimeSpan> pauses = [];
    FeedServer feed = null!;

    [SetUp]
    public async Task StartFeed()
    {
        pauses.Clear();
        feed = await FeedServer.Start();
        feed.Messages.Add(Message(Leistung("L1", ResidenceLeika)));
        feed.Messages.Add(Message(Onlinedienst("O1", "30", A)));
        feed.Messages.Add(Message(Zustaendigkeit("Z1", "O1", "L1", BonnArs)));
    }

    [TearDown]
    public async Task StopFeed() => await feed.DisposeAsync();

    [Test]
    public async Task A_pull_goes_to_the_end_of_the_feed_and_the_next_one_goes_on_there()
    {
        var first = await Pull(feed.Options);
        feed.Messages.Add(Message(Delete("Onlinedienst", "O1")));
        var second = await Pull(feed.Options);

        Assert.That((first.Events, first.Figures["pages"], first.Figures["nextIndex"]), Is.EqualTo((1, 3L, 3L)));
        Assert.That((second.Events, second.Figures["pages"], second.Figures["nextIndex"]), Is.EqualTo((1, 1L, 4L)));
        Assert.That(feed.Requests, Is.EqualTo((string[])["", "1", "2", "3"]));
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A, $"-{A} not-listed"]));
    }

    [Test]
    public async Task A_feed_without_news_has_one_question_and_no_event()
    {
        await Pull(feed.Options);

        var again = await Pull(feed.Options);

        Assert.That((again.Events, again.Read, feed.Requests[^1]), Is.EqualTo((0, 0, "3")));
    }

    [Test]
    public async Task Pages_that_come_again_change_nothing()
    {
        await Pull(feed.Options);

        var again = await Pull(feed.Options with { FromIndex = 0 });

        Assert.That((again.Events, again.Figures["changedObjects"], again.Figures["pages"]), Is.EqualTo((0, 0L, 3L)));
    }

    [Test]
    public async Task What_a_crash_cut_off_is_repeated_and_nothing_is_skipped()
    {
        feed.Troubles.Enqueue(Pass);
        feed.Troubles.Enqueue(Pass);
        for (var i = 0; i < 4; i++) feed.Troubles.Enqueue(FeedServer.Status(500));
        Assert.That(() => Pull(feed.Options), Throws.InstanceOf<FeedException>().With.Message.Contains("after 4 attempts: it answers 500"));
        Assert.That(await Ask<long>("select next_index from ozg.evidence_cursor"), Is.EqualTo(2));

        var report = await Pull(feed.Options);

        Assert.That((report.Figures["pages"], report.Events), Is.EqualTo((1L, 1)));

        Task Pass(HttpContext context)
        {
            var index = int.Parse("0" + context.Request.Query["index"], System.Globalization.CultureInfo.InvariantCulture);
            return context.Response.WriteAsync(System.Text.Json.JsonSerializer.Serialize(
                new { xzufiObjekte = feed.Messages[index], vollstaendig = false, naechsterIndex = index + 1 }));
        }
    }

    [Test]
    public async Task A_stop_between_objects_and_events_is_made_good_by_the_next_pull()
    {
        using var stop = new CancellationTokenSource();
        Assert.That(
            () => XzufiPull.Run(Store, feed.Options, Options with { Progress = new Stop(stop) }, Pause, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Words(Bonn), Is.Empty);

        var report = await Pull(feed.Options);

        Assert.That((report.Read, report.Events, feed.Requests[^1]), Is.EqualTo((0, 1, "3")), "the feed is not asked again for what is remembered");
    }

    [TestCase(429, "7", 7)]
    [TestCase(503, "120", 120)]
    [TestCase(503, null, 1)]
    [TestCase(502, null, 1)]
    [TestCase(429, "86400", 300)]
    public async Task A_busy_feed_is_asked_again_after_the_time_that_it_names(int status, string? retryAfter, int seconds)
    {
        feed.Troubles.Enqueue(FeedServer.Status(status, retryAfter));

        var report = await Pull(feed.Options);

        Assert.That((report.Events, pauses.Single().TotalSeconds), Is.EqualTo((1, (double)seconds)));
    }

    [Test]
    public async Task Pauses_grow_and_end()
    {
        for (var i = 0; i < 9; i++) feed.Troubles.Enqueue(FeedServer.Status(503));

        Assert.That(() => Pull(feed.Options), Throws.InstanceOf<FeedException>());
        Assert.That(pauses.Select(pause => pause.TotalSeconds), Is.EqualTo((double[])[1, 2, 4]));
        Assert.That(await Ask<long>("select count(*) from ozg.evidence_cursor"), Is.Zero);
    }

    [TestCase(404, "--url")]
    [TestCase(403, "--client-id")]
    [TestCase(302, "redirects")]
    public void A_refusal_is_not_tried_again(int status, string hint)
    {
        feed.Troubles.Enqueue(FeedServer.Status(status));

        Assert.That(() => Pull(feed.Options), Throws.InstanceOf<FeedException>().With.Message.Contains(hint));
        Assert.That((feed.Requests.Count, pauses.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task A_token_is_got_once_and_sent_with_every_question()
    {
        await Pull(feed.WithToken);

        Assert.That((feed.Tokens, string.Join(',', feed.Requests)), Is.EqualTo((1, "Bearer t1,1 Bearer t1,2 Bearer t1")));
    }

    [Test]
    public async Task A_token_that_was_taken_back_is_got_anew_once()
    {
        feed.Troubles.Enqueue(FeedServer.Status(401));

        await Pull(feed.WithToken);

        Assert.That((feed.Tokens, feed.Requests[1]), Is.EqualTo((2, "Bearer t2")));
    }

    [Test]
    public void A_wrong_secret_is_said_without_it() =>
        Assert.That(() => Pull(feed.WithToken with { ClientSecret = "wrong-secret" }), Throws.InstanceOf<FeedException>().With.Message.Contains("client id").And.Message.Not.Contains("wrong-secret"));

    [Test]
    public async Task The_feeds_own_wording_of_the_next_question_is_followed_on_its_server()
    {
        feed.NextUrl = index => $"{feed.Url}?index={index}&own=1";

        var report = await Pull(feed.Options);

        Assert.That(report.Events, Is.EqualTo(1));
        Assert.That(await Ask<string>("select next_url from ozg.evidence_cursor"), Does.EndWith("?index=3&own=1"));
    }

    [TestCase("http://127.0.0.2:{0}/changes?index=1")]
    [TestCase("http://127.0.0.1:1/changes?index=1")]
    [TestCase("https://127.0.0.1:{0}/changes?index=1")]
    [TestCase("http://user@127.0.0.1:{0}/changes?index=1")]
    [TestCase("//evil.example/changes?index=1")]
    public async Task It_is_not_followed_elsewhere(string next)
    {
        feed.NextUrl = _ => next.Replace("{0}", $"{feed.Url.Port}", StringComparison.Ordinal);

        Assert.That(() => Pull(feed.WithToken), Throws.InstanceOf<FeedException>().With.Message.Contains("another server"));
        Assert.That(feed.Requests, Has.Count.EqualTo(1));
        Assert.That(await Ask<long>("select next_index from ozg.evidence_cursor"), Is.EqualTo(1), "the page itself was good");
    }

    [Test]
    public async Task An_invalid_object_costs_itself_and_a_page_that_is_no_XML_stops_before_it()
    {
        feed.Messages.Insert(2, Message(Onlinedienst("O2", "20", "kein-link"), Onlinedienst("O3", "20", A)));
        feed.Messages.Add("<kaputt");
        feed.Messages.Add(Message(Delete("Onlinedienst", "O1")));

        var report = await Pull(feed.Options);

        Assert.That((report.Events, report.Figures["nextIndex"]), Is.EqualTo((1, 4L)));
        Assert.That(report.Errors.Select(error => error.Code), Is.EquivalentTo((string[])["address-not-public", "xml-malformed"]));
    }

    [TestCase("""{"xzufiObjekte":"","vollstaendig":true}""")]
    [TestCase("""{"xzufiObjekte":5,"vollstaendig":true,"naechsterIndex":1}""")]
    [TestCase("""[1]""")]
    [TestCase("""<html>""")]
    public void An_answer_in_another_form_is_refused(string answer)
    {
        feed.Troubles.Enqueue(context => context.Response.WriteAsync(answer));

        Assert.That(() => Pull(feed.Options), Throws.InstanceOf<FeedException>().With.Message.Contains("naechsterIndex"));
    }

    [Test]
    public void A_feed_that_does_not_move_on_is_not_asked_for_ever()
    {
        feed.Troubles.Enqueue(context => context.Response.WriteAsync("""{"xzufiObjekte":"","vollstaendig":false,"naechsterIndex":0}"""));

        Assert.That(() => Pull(feed.Options), Throws.InstanceOf<FeedException>().With.Message.Contains("stays at index 0"));
    }

    [TestCase("http://feed.example/changes")]
    [TestCase("ftp://feed.example/changes")]
    [TestCase("https://user:pw@feed.example/changes")]
    public void Only_https_is_spoken(string url) =>
        Assert.That(() => Pull(new XzufiFeedOptions(new Uri(url))), Throws.InstanceOf<FeedException>().With.Message.Contains("https"));

    [Test]
    public async Task A_dry_run_moves_no_cursor()
    {
        var report = await XzufiPull.Run(Store, feed.Options, Options with { DryRun = true }, Pause, CancellationToken.None);

        Assert.That((report.Events, report.Figures["nextIndex"]), Is.EqualTo((1, 3L)));
        Assert.That(await Ask<long>("select count(*) from ozg.evidence_cursor"), Is.Zero);
    }

    Task<ImportReport> Pull(XzufiFeedOptions options) => XzufiPull.Run(Store, options, Options, Pause, CancellationToken.None);

    Task Pause(TimeSpan wait, CancellationToken ct)
    {
        pauses.Add(wait);
        return Task.CompletedTask;
    }

    sealed class Stop(CancellationTokenSource source) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => source.Cancel();
    }
}
