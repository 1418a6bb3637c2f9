using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>Requests that two programs could take for different ones: a second request hides in what the first one may or may not have as its body.</summary>
public sealed class FramingTests : ApiFixture
{
    const string Body = "{\"level\":1}", Hidden = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    static readonly string Chunked = $"b\r\n{Body}\r\n0\r\n\r\n";

    static readonly string Cell = CellUrl(Cologne, Passport);

    static IEnumerable<TestCaseData> Ambiguous()
    {
        yield return Case("length and chunks", "Content-Length: 11\r\nTransfer-Encoding: chunked", Chunked);
        yield return Case("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 11", Chunked);
        yield return Case("length and no chunks", "Content-Length: 60\r\nTransfer-Encoding: chunked", "0\r\n\r\n");
        yield return Case("length and chunks in capitals", "content-length: 11\r\nTRANSFER-ENCODING: CHUNKED", Chunked);
        yield return Case("the same length twice", "Content-Length: 11\r\nContent-Length: 11", Body);
        yield return Case("two lengths", "Content-Length: 11\r\nContent-Length: 5", Body);
        yield return Case("two lengths in one header", "Content-Length: 11, 5", Body);
        yield return Case("the same length twice in one header", "Content-Length: 11, 11", Body);
        yield return Case("a length with a sign", "Content-Length: +11", Body);
        yield return Case("a negative length", "Content-Length: -11", Body);
        yield return Case("a length with a blank in it", "Content-Length: 1 1", Body);
        yield return Case("a length in hexadecimal", "Content-Length: 0x0b", Body);
        yield return Case("a length with a fraction", "Content-Length: 11.0", Body);
        yield return Case("an empty length", "Content-Length:", Body);
        yield return Case("a length beyond all bounds", "Content-Length: 99999999999999999999", Body);
        yield return Case("almost chunked", "Transfer-Encoding: xchunked", Chunked);
        yield return Case("chunked twice", "Transfer-Encoding: chunked, chunked", Chunked);
        yield return Case("chunked twice in two headers", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", Chunked);
        yield return Case("chunked and then something", "Transfer-Encoding: chunked, identity", Chunked);
        yield return Case("something and then chunked", "Transfer-Encoding: gzip, chunked", Chunked);
        yield return Case("identity", "Transfer-Encoding: identity", Body);
        yield return Case("chunked in quotes", "Transfer-Encoding: \"chunked\"", Chunked);
        yield return Case("a blank before the colon", "Transfer-Encoding : chunked", Chunked);
        yield return Case("a blank before the colon of the length", "Content-Length : 11", Body);
        yield return Case("a folded header", "Transfer-Encoding:\r\n chunked", Chunked);
        yield return Case("a folded header with a tab", "X-Note: a\r\n\tTransfer-Encoding: chunked", Chunked);
        yield return Case("a bare line feed between headers", "X-Note: a\nTransfer-Encoding: chunked", Chunked);
        yield return Case("a bare carriage return between headers", "X-Note: a\rTransfer-Encoding: chunked", Chunked);
        yield return Case("a NUL in a header", "X-Note: a\0b\r\nContent-Length: 11", Body);
        yield return Case("a NUL in the name of a header", "X-No\0te: a\r\nContent-Length: 11", Body);
        yield return Case("a header without a colon", "Content-Length 11", Body);
        yield return Case("a header without a name", ": 11", Body);
        yield return Case("a chunk beyond all bounds", "Transfer-Encoding: chunked", $"FFFFFFFFFFFFFFFF\r\n{Body}\r\n0\r\n\r\n");
        yield return Case("a chunk of more digits than a number has", "Transfer-Encoding: chunked", $"00000000000000000000000b\r\n{Body}\r\n0\r\n\r\n");
        yield return Case("a negative chunk", "Transfer-Encoding: chunked", $"-b\r\n{Body}\r\n0\r\n\r\n");
        yield return Case("a chunk with a prefix", "Transfer-Encoding: chunked", $"0xb\r\n{Body}\r\n0\r\n\r\n");
        yield return Case("a chunk longer than its size", "Transfer-Encoding: chunked", $"5\r\n{Body}\r\n0\r\n\r\n");
        yield return Case("a chunk that ends with a line feed", "Transfer-Encoding: chunked", $"b\n{Body}\n0\n\n");
        yield return Case("an extension that ends with a line feed", "Transfer-Encoding: chunked", $"b;a\n{Body}\r\n0\r\n\r\n");
        yield return Case("an extension with a carriage return", "Transfer-Encoding: chunked", $"b;a\rb\r\n{Body}\r\n0\r\n\r\n");

        static TestCaseData Case(string name, string headers, string body) => new TestCaseData(headers, body).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Ambiguous))]
    public async Task It_is_refused_and_the_connection_closed(string headers, string body)
    {
        var answers = await Post(headers, body + Hidden);

        Assert.That(RawConnection.Statuses(answers), Is.EqualTo((int[])[400]), answers);
        Assert.That((await GetJson(Cell)).Number("version"), Is.Zero, "it was executed");
    }

    /// <summary>RFC 9112, 7.1.1: a recipient ignores extensions that it does not know. They are read to their end and change nothing about what is the body.</summary>
    [Test]
    public async Task An_extension_of_a_chunk_is_ignored()
    {
        var answers = await Post("Transfer-Encoding: chunked\r\nConnection: close", "b;name=\"va;lue\"\r\n{\"lebel\":1}\r\n0;last\r\n\r\n" + Hidden);

        Assert.That(RawConnection.Statuses(answers), Is.EqualTo((int[])[400]), answers);
        Assert.That(answers, Does.Contain("unknown-member"), "the body is what stands in the chunk");
    }

    [Test]
    public async Task What_follows_a_request_is_a_request_of_its_own_or_nothing()
    {
        var answers = await RawConnection.Exchange(App.Anonymous.BaseAddress!, Hidden + "rubbish\r\n\r\n" + Hidden);

        Assert.That(RawConnection.Statuses(answers), Is.EqualTo((int[])[200, 400]), answers);
    }

    [TestCase("GET http://other.example/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, TestName = "Another host in the target")]
    [TestCase("GET localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, TestName = "A host for a target")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\n\r\n", 400, TestName = "Two hosts")]
    [TestCase("GET /health/live HTTP/1.1\r\n\r\n", 400, TestName = "No host")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, TestName = "A host that is none")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n", 400, TestName = "A host that the installation does not have")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: LOCALHOST\r\nConnection: close\r\n\r\n", 200, TestName = "Its host in capitals")]
    [TestCase("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200, TestName = "Its own host in the target")]
    [TestCase("GET /v1/states%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, TestName = "A NUL in the path")]
    [TestCase("GET /v1/sta\0tes HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, TestName = "A NUL in the target")]
    [TestCase("GET /v1/states?q=\0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400, TestName = "A NUL in the query")]
    [TestCase("GET /v1/municipalities?q=100% HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400, TestName = "A percent sign that encodes nothing")]
    [TestCase("GET /v1/municipalities?q=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400, TestName = "An escape that is none")]
    [TestCase("GET /health/live HTTP/1.1 \r\nHost: localhost\r\n\r\n", 400, TestName = "A blank after the version")]
    [TestCase(" GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, TestName = "A blank before the method")]
    [TestCase("GET  /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, TestName = "Two blanks after the method")]
    [TestCase("GET /health/live HTTP/9.9\r\nHost: localhost\r\n\r\n", 505, TestName = "A version that does not exist")]
    [TestCase("GET /health/live\r\n", 400, TestName = "No version")]
    [TestCase("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n", 404, TestName = "A tunnel")]
    [TestCase("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404, TestName = "Options of nothing")]
    [TestCase("TRACE /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405, TestName = "Trace")]
    [TestCase("POST /v1/what-if HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, TestName = "Chunks in HTTP/1.0")]
    public async Task A_request_line_is_answered_once(string request, int status)
    {
        var answers = await RawConnection.Exchange(App.Anonymous.BaseAddress!, request);

        Assert.That(RawConnection.Statuses(answers), Is.EqualTo((int[])[status]), answers);
    }

    [Test]
    public async Task A_target_of_more_than_8_KiB_is_too_long() => Assert.That(
        RawConnection.Statuses(await RawConnection.Exchange(App.Anonymous.BaseAddress!, $"GET /v1/states?q={new string('a', 9_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")),
        Is.EqualTo((int[])[414]));

    [TestCase(1, 33_000)]
    [TestCase(101, 10)]
    public async Task Too_many_or_too_long_headers_are_refused(int count, int length)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('a', length)}\r\n"));

        var answers = await RawConnection.Exchange(App.Anonymous.BaseAddress!, $"GET /v1/states HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

        Assert.That(RawConnection.Statuses(answers), Is.EqualTo((int[])[431]), answers);
    }

    protected override (string, string)[] Settings => [("AllowedHosts", "localhost;127.0.0.1")];

    Task<string> Post(string headers, string body)
    {
        var token = App.ClientFor("reporter", Cologne).DefaultRequestHeaders.Authorization;
        return RawConnection.Exchange(
            App.Anonymous.BaseAddress!,
            $"POST {Cell}/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{body}");
    }
}
