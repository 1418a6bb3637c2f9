using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OzgTracker.Faults.Clients;

/// <summary>F08: clients that send their headers, their body or nothing but a byte now and then, and clients that do not read.</summary>
public sealed class SlowClientsTests() : ApiFixture("F08")
{
    static readonly int Sockets = FaultRun.Times(40);

    protected override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Limits__Connections__HeaderSeconds", "2"), ("Limits__Connections__GraceSeconds", "2"), ("Limits__Connections__KeepAliveSeconds", "2"), ("Docs__Enabled", "true"), ("Limits__Connections__MinAnswerBytesPerSecond", "1000000"),
    ];

    [TestCase("", TestName = "Who says nothing is cut off")]
    [TestCase("GET /v1/states HT", TestName = "Who does not finish its request line is cut off")]
    [TestCase("GET /v1/states HTTP/1.1\r\nHost: localhost\r\nX-Slow: a", TestName = "Who does not finish its headers is cut off")]
    [TestCase("POST /v1/what-if HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", TestName = "Who does not finish its body is cut off")]
    [TestCase("POST /v1/what-if HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1", TestName = "Who does not finish a chunk is cut off")]
    public async Task Who_is_slow_is_cut_off(string beginning)
    {
        var slow = Enumerable.Range(0, Sockets).Select(_ => UntilClosed(beginning)).ToArray();

        Assert.That(await Others(), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(await Task.WhenAll(slow).WaitAsync(FaultRun.Patience), Is.All.Empty.Or.All.StartsWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task Who_does_not_read_is_cut_off()
    {
        using var socket = new TcpClient { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(Api.Address.Host, Api.Address.Port);
        // Much more than the buffers of both sides hold.
        var requests = string.Concat(Enumerable.Repeat("GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n", 20));
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(requests));

        await FaultRun.Until(() => IsCut(socket), "the connection is cut");

        Assert.That(await Others(), Is.All.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>What the server says before it closes.</summary>
    async Task<string> UntilClosed(string beginning)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Api.Address.Host, Api.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        using var answer = new StreamReader(socket.GetStream(), Encoding.ASCII);
        try
        {
            return await answer.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";   // reset
        }
    }

    async Task<HttpStatusCode[]> Others()
    {
        using var http = new HttpClient { BaseAddress = Api.Address };
        var statuses = new HttpStatusCode[20];
        for (var request = 0; request < statuses.Length; request++)
        {
            using var answer = await http.GetAsync($"/v1/municipalities?limit={1 + request}");
            statuses[request] = answer.StatusCode;
        }

        return statuses;
    }

    static bool IsCut(TcpClient socket)
    {
        try
        {
            socket.Client.Send("G"u8);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
