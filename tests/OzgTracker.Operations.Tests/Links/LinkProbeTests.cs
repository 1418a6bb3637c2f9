using System.Net;
using System.Net.Sockets;
using OzgTracker.Operations.Links;
using OzgTracker.Operations.Outbound;
using OzgTracker.Testing;

namespace OzgTracker.Operations.Tests.Links;

public sealed class LinkProbeTests
{
    readonly OpenGate gate = new();
    WebServer server = null!;
    LinkProbe probe = null!;

    [SetUp]
    public async Task Start()
    {
        server = await WebServer.Start();
        gate.Entered.Clear();
        gate.Rules = RobotsRules.None;
        gate.IsBusy = _ => false;
        probe = new LinkProbe(Settings(), TimeProvider.System, Lookup);
    }

    [TearDown]
    public async Task Stop()
    {
        probe.Dispose();
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_page_that_answers_HEAD_is_not_read()
    {
        server.Pages["/"] = WebServer.Status(200);

        Assert.That(await Look("/"), Is.EqualTo(LinkSight.Alive));
        Assert.That(server.Requests, Is.EqualTo((string[])["HEAD a.test/"]));
        Assert.That(server.UserAgent, Is.EqualTo("OzgTracker-LinkCheck/1.0 (+https://tracker.example/)"));
    }

    [TestCase(400)]
    [TestCase(403)]
    [TestCase(404)]
    [TestCase(405)]
    [TestCase(501)]
    public async Task Where_HEAD_is_refused_GET_is_tried(int status)
    {
        server.Pages["/"] = context =>
        {
            if (context.Request.Method == "HEAD") context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        Assert.That(await Look("/"), Is.EqualTo(LinkSight.Alive));
        Assert.That(server.Requests, Is.EqualTo((string[])["HEAD a.test/", "GET a.test/"]));
    }

    [TestCase(404, LinkVerdict.Failing)]
    [TestCase(410, LinkVerdict.Failing)]
    [TestCase(500, LinkVerdict.Failing)]
    [TestCase(401, LinkVerdict.Unclear)]
    [TestCase(403, LinkVerdict.Unclear)]
    public async Task A_status_is_the_reason(int status, LinkVerdict verdict)
    {
        server.Pages["/"] = WebServer.Status(status);

        Assert.That(await Look("/"), Is.EqualTo(new LinkSight(verdict, $"{status}")));
    }

    [TestCase(429, LinkVerdict.Unclear)]
    [TestCase(503, LinkVerdict.Failing)]
    public async Task A_busy_server_is_left_alone_as_long_as_it_wants(int status, LinkVerdict verdict)
    {
        server.Pages["/"] = WebServer.Status(status, "Retry-After", "3600");

        var sight = await Look("/");

        Assert.That(sight, Is.EqualTo(new LinkSight(verdict, $"{status}", TimeSpan.FromHours(1))));
        Assert.That((sight.IsHostInTrouble, server.Requests.Count), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task An_endless_page_is_read_for_a_few_kilobytes_only()
    {
        var written = 0L;
        server.Pages["/"] = async context =>
        {
            if (context.Request.Method == "HEAD")
            {
                context.Response.StatusCode = 405;
                return;
            }

            var part = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested && written < 1L << 30)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
                written += part.Length;
            }
        };

        Assert.That(await Look("/"), Is.EqualTo(LinkSight.Alive));
        Assert.That(written, Is.LessThan(64 * 1024 * 1024));
    }

    [Test]
    public async Task Redirects_are_followed_and_each_host_is_entered()
    {
        server.Pages["/"] = WebServer.Status(301, "Location", $"http://b.test:{server.Port}/next");
        server.Pages["/next"] = WebServer.Status(302, "Location", "/end");
        server.Pages["/end"] = WebServer.Status(200);

        Assert.That(await Look("/"), Is.EqualTo(LinkSight.Alive));
        Assert.That(server.Requests, Is.EqualTo((string[])["HEAD a.test/", "HEAD b.test/next", "HEAD b.test/end"]));
        Assert.That(gate.Entered, Is.EqualTo((string[])["a.test", "b.test", "b.test"]));
    }

    [TestCase("http://10.0.0.1/", LinkSight.Blocked)]
    [TestCase("http://169.254.169.254/latest/meta-data", LinkSight.Blocked)]
    [TestCase("http://[::ffff:10.0.0.1]/", LinkSight.Blocked)]
    [TestCase("http://private.test/", LinkSight.Blocked, Description = "a name that leads inside")]
    [TestCase("file:///etc/passwd", LinkSight.Blocked)]
    [TestCase("http://a.test:22/", LinkSight.Blocked)]
    public async Task A_redirect_into_the_own_network_is_not_followed(string target, string code)
    {
        server.Pages["/"] = WebServer.Status(302, "Location", target);

        Assert.That(await Look("/"), Is.EqualTo(new LinkSight(LinkVerdict.Unclear, code)));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Redirects_in_a_circle_end()
    {
        server.Pages["/"] = WebServer.Status(302, "Location", "/");

        Assert.That(await Look("/"), Is.EqualTo(new LinkSight(LinkVerdict.Failing, "redirects")));
        Assert.That(server.Requests, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task A_host_that_somebody_else_visits_is_left_alone()
    {
        server.Pages["/"] = WebServer.Status(302, "Location", $"http://b.test:{server.Port}/");
        gate.IsBusy = host => host == "b.test";

        Assert.That(await Look("/"), Is.EqualTo(new LinkSight(LinkVerdict.Unclear, LinkSight.Busy)));
    }

    [Test]
    public async Task What_robots_may_not_see_is_not_visited()
    {
        gate.Rules = RobotsRules.Parse("User-agent: *\nDisallow: /intern", LinkProbe.Agent);

        Assert.That(await Look("/intern/a"), Is.EqualTo(new LinkSight(LinkVerdict.Unclear, LinkSight.Robots)));
        Assert.That(server.Requests, Is.Empty);
    }

    [TestCase("http://unknown.test/", "dns")]
    [TestCase("http://closed.test/", "connection")]
    public async Task Nobody_who_answers_is_a_failure_with_its_reason(string url, string code)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var other = new LinkProbe(Settings(port), TimeProvider.System, Lookup);

        Assert.That(await other.Look(new UriBuilder(url) { Port = port }.Uri, gate, CancellationToken.None), Is.EqualTo(new LinkSight(LinkVerdict.Failing, code)));
    }

    [Test]
    public async Task A_certificate_that_nobody_trusts_is_a_failure()
    {
        await using var encrypted = await WebServer.Start(isEncrypted: true);
        using var other = new LinkProbe(Settings(encrypted.Port), TimeProvider.System, Lookup);

        Assert.That(await other.Look(new Uri($"https://a.test:{encrypted.Port}/"), gate, CancellationToken.None), Is.EqualTo(new LinkSight(LinkVerdict.Failing, "tls")));
        Assert.That(encrypted.AllRequests, Is.Empty);
    }

    [Test]
    public async Task A_server_that_says_nothing_is_given_up_after_the_time_limit()
    {
        var (asked, clock) = (new TaskCompletionSource(), new AlarmClock());
        server.Pages["/"] = async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var patient = new LinkProbe(Settings(), clock, Lookup);

        var looking = patient.Look(new Uri($"http://a.test:{server.Port}/"), gate, CancellationToken.None);
        await asked.Task;
        clock.Pass(TimeSpan.FromSeconds(19));
        Assert.That(looking.IsCompleted, Is.False);
        clock.Pass(TimeSpan.FromSeconds(1));

        Assert.That(await looking, Is.EqualTo(new LinkSight(LinkVerdict.Failing, "timeout")));
    }

    Task<LinkSight> Look(string path) => probe.Look(new Uri($"http://a.test:{server.Port}{path}"), gate, CancellationToken.None);

    LinkCheckSettings Settings(int? port = null) => new()
    {
        Outbound = OutboundOptions.Pages with { AllowsLoopback = true, Ports = [80, port ?? server.Port] },
        UserAgent = "OzgTracker-LinkCheck/1.0 (+https://tracker.example/)",
    };

    static Task<IPAddress[]> Lookup(string host, CancellationToken ct) => host switch
    {
        "unknown.test" => throw new SocketException((int)SocketError.HostNotFound),
        "private.test" => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("10.0.0.7")]),
        _ => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
    };

    /// <summary>Lets in without waiting.</summary>
    sealed class OpenGate : IHostGate
    {
        public List<string> Entered { get; } = [];

        public RobotsRules Rules { get; set; } = RobotsRules.None;

        public Func<string, bool> IsBusy { get; set; } = _ => false;

        public Task<IHostVisit?> Enter(Uri url, CancellationToken ct)
        {
            Entered.Add(url.Host);
            return Task.FromResult<IHostVisit?>(IsBusy(url.Host) ? null : new Visit(Rules));
        }

        sealed class Visit(RobotsRules rules) : IHostVisit
        {
            public Task Breathe(CancellationToken ct) => Task.CompletedTask;

            public Task<(RobotsRules Rules, LinkSight? Trouble)> Robots(Uri url, CancellationToken ct) => Task.FromResult<(RobotsRules, LinkSight?)>((rules, null));

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
