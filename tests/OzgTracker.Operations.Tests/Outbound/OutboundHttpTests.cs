using System.Net;
using System.Net.Sockets;
using OzgTracker.Operations.Outbound;

namespace OzgTracker.Operations.Tests.Outbound;

public sealed class OutboundHttpTests
{
    static readonly OutboundOptions Loopback = OutboundOptions.Messages with { AllowsLoopback = true };

    [TestCase("8.8.8.8")]
    [TestCase("172.15.255.255")]
    [TestCase("172.32.0.0")]
    [TestCase("100.63.255.255")]
    [TestCase("100.128.0.0")]
    [TestCase("223.255.255.255")]
    [TestCase("2a01:4f8::1")]
    [TestCase("2003:1::1")]
    public void Anybodys_address_is_public(string address) => Assert.That(OutboundAddress.IsPublic(IPAddress.Parse(address)), Is.True);

    [TestCase("0.0.0.0")]
    [TestCase("10.1.2.3")]
    [TestCase("100.64.0.1")]
    [TestCase("127.0.0.1")]
    [TestCase("127.255.0.9")]
    [TestCase("169.254.169.254")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.178.1")]
    [TestCase("198.18.0.1")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1", Description = "mapped")]
    [TestCase("::ffff:8.8.8.8", Description = "mapped")]
    [TestCase("::8.8.8.8", Description = "compatible, of old")]
    [TestCase("64:ff9b::808:808", Description = "NAT64")]
    [TestCase("64:ff9b:1::a00:1", Description = "NAT64 of one's own network")]
    [TestCase("2002:7f00:1::", Description = "6to4")]
    [TestCase("2001::1", Description = "Teredo")]
    [TestCase("2001:db8::1")]
    [TestCase("fc00::1")]
    [TestCase("fd12:3456::1")]
    [TestCase("fe80::1")]
    [TestCase("fe80::1%2", Description = "with the number of an interface")]
    [TestCase("fec0::1")]
    [TestCase("ff02::1")]
    public void Whatever_is_special_is_not(string address) => Assert.That(OutboundAddress.IsPublic(IPAddress.Parse(address)), Is.False);

    [TestCase("https://example.org/hook", null)]
    [TestCase("https://example.org:8443/hook", null)]
    [TestCase("http://example.org/hook", "https://")]
    [TestCase("https://example.org:5432/", "port")]
    [TestCase("https://me:secret@example.org/", "user")]
    [TestCase("https://169.254.169.254/latest/meta-data", "public")]
    [TestCase("https://[::1]/", "public")]
    [TestCase("https://0x7f.1/", "public", Description = "an address in disguise")]
    [TestCase("https://2130706433/", "public", Description = "an address in disguise")]
    [TestCase("ftp://example.org/", "https://")]
    public void An_address_is_looked_at_before_a_name_is_looked_up(string address, string? why) =>
        Assert.That(OutboundHttp.Refuse(new Uri(address), OutboundOptions.Messages), why is null ? Is.Null : Does.Contain(why));

    [Test]
    public void Pages_may_be_without_encryption() => Assert.That(OutboundHttp.Refuse(new Uri("http://www.example.org/"), OutboundOptions.Pages), Is.Null);

    [Test]
    public async Task One_address_in_the_own_network_refuses_the_name()
    {
        using var client = new HttpClient(OutboundHttp.CreateHandler(OutboundOptions.Messages, Answers("93.184.216.34", "10.0.0.7")));

        var error = await Assert.CatchAsync(() => client.GetAsync(new Uri("https://hook.example.org/")));

        var refusal = OutboundHttp.RefusalOf(error!);
        Assert.That(refusal, Is.Not.Null, error!.ToString());
        Assert.That(refusal!.Message, Does.Not.Contain("10.0.0.7"), "It tells nobody what names mean in here.");
    }

    [Test]
    public async Task The_connection_goes_to_the_address_that_was_looked_at()
    {
        await using var server = new Once();
        var lookups = 0;
        using var client = new HttpClient(OutboundHttp.CreateHandler(Loopback, (host, _) =>
        {
            lookups++;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        }));

        var answer = await client.GetAsync(new Uri($"http://a-name-that-nobody-has.invalid:{server.Port}/"));

        Assert.That(((int)answer.StatusCode, lookups), Is.EqualTo((302, 1)), "The name is looked up once, and a redirect is an answer.");
    }

    [Test]
    public async Task Without_leave_loopback_is_not_reached()
    {
        using var client = new HttpClient(OutboundHttp.CreateHandler(OutboundOptions.Pages));
        var error = await Assert.CatchAsync(() => client.GetAsync(new Uri("http://localhost:80/")));
        Assert.That(OutboundHttp.RefusalOf(error!), Is.Not.Null, error!.ToString());
    }

    static OutboundHttp.NameLookup Answers(params string[] addresses) => (_, _) => Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);

    /// <summary>Answers every connection with a redirect into the own network.</summary>
    sealed class Once : IAsyncDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        readonly Task serving;

        public Once()
        {
            listener.Start();
            serving = Serve();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            listener.Dispose();
            await serving;
        }

        async Task Serve()
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Nobody came.
            }
        }
    }
}
