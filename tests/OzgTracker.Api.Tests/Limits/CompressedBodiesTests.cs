using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Limits;

public sealed class CompressedBodiesTests : ApiFixture
{
    const string Body = "{\"level\":2,\"note\":\"gepackt\"}";

    static readonly string Url = CellUrl(Bonn, Residence) + "/reports";

    protected override (string, string)[] Settings => [("Limits:Bodies:BulkBytes", "3000000")];

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    [TestCase("GZIP")]
    public async Task A_packed_body_is_read_like_any_other(string encoding)
    {
        var response = await Send(Url, Pack(encoding, Body), encoding);

        Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.Created, HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_key_belongs_to_what_was_packed_not_to_how()
    {
        const string Key = "packed-once-plain-once";
        var first = await Send(Url, Pack("gzip", Body), "gzip", Key);

        var again = await Send(Url, Encoding.UTF8.GetBytes(Body), null, Key);

        Assert.That(again.StatusCode, Is.EqualTo(first.StatusCode));
        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
    }

    [TestCase("zstd")]
    [TestCase("compress")]
    [TestCase("identity")]
    [TestCase("gzip, gzip")]
    [TestCase("gzip, br")]
    public async Task Another_encoding_or_several_are_refused(string encoding) =>
        await AssertProblem(await Send(Url, Pack("gzip", Body), encoding), 415, "unsupported-media-type");

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    public async Task A_bomb_is_too_large(string encoding)
    {
        var bomb = Pack(encoding, new string(' ', 50_000_000) + Body);
        Assert.That(bomb, Has.Length.LessThan(1_000_000));

        await AssertProblem(await Send(Url, bomb, encoding), 413, "body-too-large");
        await AssertProblem(await Send("/v1/reports", bomb, encoding), 413, "body-too-large");
    }

    [Test]
    public async Task A_single_body_is_not_larger_because_it_was_packed()
    {
        // Noise is packed hardly at all: only the size counts, not the ratio.
        var noise = Convert.ToBase64String(Noise(1_200_000));
        var pieces = string.Join(',', noise.Chunk(3_000).Select(piece => $"\"{new string(piece)}\""));

        await AssertProblem(await Send(Url, Pack("gzip", $"{{\"leikaIds\":[{pieces}]}}"), "gzip"), 413, "body-too-large");
    }

    [Test]
    public async Task What_unpacks_into_more_than_a_hundred_times_its_size_is_too_large()
    {
        // 400 kB would be no size for a single request.
        var packed = Pack("gzip", new string(' ', 400_000) + Body);
        Assert.That(packed.Length * 100, Is.LessThan(400_000).And.GreaterThan(64 * 1024 / 2));

        await AssertProblem(await Send(Url, packed, "gzip"), 413, "body-too-large");
    }

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    public async Task What_is_not_packed_as_it_says_is_refused(string encoding) =>
        await AssertProblem(await Send(Url, Encoding.UTF8.GetBytes(Body), encoding), 400, "malformed-http");

    [Test]
    public async Task Half_a_packed_body_is_refused()
    {
        var packed = Pack("gzip", Body);

        Assert.That((int)(await Send(Url, packed[..(packed.Length / 2)], "gzip")).StatusCode, Is.EqualTo(400));
    }

    [Test]
    public async Task A_bulk_body_may_be_larger_up_to_its_limit()
    {
        var item = $"{{\"municipality\":\"{Bonn}\",\"ozgId\":\"{Residence}\",\"level\":2}}";
        var two = Encoding.UTF8.GetBytes($"{new string(' ', 2_000_000)}[{item}]");
        var four = Encoding.UTF8.GetBytes($"{new string(' ', 4_000_000)}[{item}]");

        Assert.That((await Send("/v1/reports?dryRun=true", two, null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await AssertProblem(await Send("/v1/reports?dryRun=true", four, null), 413, "body-too-large");
        await AssertProblem(await Send(Url, two, null), 413, "body-too-large");
    }

    [Test]
    public async Task Nothing_is_unpacked_for_a_stranger() =>
        await AssertProblem(await App.Anonymous.PostAsync(Url, Content(Pack("gzip", Body), "zstd")), 401, "unauthenticated");

    static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(4711).NextBytes(noise);
        return noise;
    }

    static byte[] Pack(string encoding, string text)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(packed, CompressionLevel.Optimal),
            "BR" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Optimal),
        })
        {
            packing.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    static ByteArrayContent Content(byte[] body, string? encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return content;
    }

    async Task<HttpResponseMessage> Send(string url, byte[] body, string? encoding, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = Content(body, encoding) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await App.ClientFor("reporter", Bonn).SendAsync(request);
    }
}
