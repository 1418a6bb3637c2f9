using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>How a file arrives: slowly, cut off, too large, from clients that do not read.</summary>
[NonParallelizable]
public sealed class ReportUploadTests : ReportFileFixture
{
    [Test]
    public async Task The_first_results_come_while_the_body_is_still_being_sent()
    {
        var lines = NewLines(3);
        using var upload = await RawUpload.Begin(Server, "/v1/reports", Token);
        await upload.Send(lines[0] + "\n" + lines[1] + "\n" + lines[2][..20]);

        var early = await upload.ReadUntil("\"index\":1");
        await upload.Send(lines[2][20..]);
        await upload.End();
        var (_, late) = await upload.ReadToEnd();

        Assert.That(early, Does.StartWith("HTTP/1.1 200").And.Not.Contain("summary"));
        Assert.That(late, Does.Contain("\"index\":2").And.Contain($"{{\"summary\":{Counts(3, 0, 0)}}}"));
    }

    [Test]
    public async Task A_client_may_send_everything_before_it_reads_anything()
    {
        // Each result is longer than its line, so tens of megabytes of results have nowhere to go.
        const int Pieces = 120, LinesOfAPiece = 2_500;
        var piece = string.Concat(Enumerable.Repeat($$"""{"municipality":"05314000","ozgId":"10124","level":2,"note":"{{new string('x', 150)}}"}""" + "\n", LinesOfAPiece));
        using var upload = await RawUpload.Begin(Server, "/v1/reports", Token);

        for (var sent = 0; sent < Pieces; sent++) await upload.Send(piece);
        await upload.End();
        var (bytes, end) = await upload.ReadToEnd();

        Assert.That((long)piece.Length * Pieces, Is.GreaterThan(60_000_000));
        Assert.That(bytes, Is.GreaterThan(40_000_000));
        Assert.That(end, Does.Contain($"{{\"summary\":{Counts(0, 0, Pieces * LinesOfAPiece)}}}"));
    }

    [Test]
    public async Task Cut_at_ten_places_and_sent_again_it_ends_as_one_clean_run()
    {
        var lines = NewLines(30_000);
        var body = string.Join('\n', lines);
        var before = await Scalar<long>("select coalesce(max(seq_id), 0) from log.mt_events");
        var chance = new Random(20261122);
        var recorded = 0L;
        for (var cut = 1; cut <= 10; cut++)
        {
            // Ever a little further, so that each run has something to add.
            var at = chance.Next(body.Length * (cut - 1) / 10, body.Length * cut / 10);
            using var upload = await RawUpload.Begin(Server, "/v1/reports", Token);
            await upload.Send(body[..at]);
            if (cut % 2 == 0) await upload.ReadUntil("\"index\":0");
            upload.Cut();
            var now = await Events();
            Assert.That(now, Is.GreaterThanOrEqualTo(recorded));
            recorded = now;
        }

        var answer = await Lines(body);

        var summary = answer[^1].GetProperty("summary");
        Assert.That(summary.Number("accepted") + summary.Number("unchanged"), Is.EqualTo(30_000));
        Assert.That(summary.Number("unchanged"), Is.GreaterThan(0), "Nothing of what was cut off had been recorded.");
        Assert.That(await Recorded(before), Is.EqualTo(lines.Select((line, number) => (Cell(number), line)).GroupBy(pair => pair.Item1).SelectMany(group => group.Select((pair, version) =>
            $"rollout-{group.Key.Unit}-{group.Key.Service} {Field(pair.line, "level")} {Field(pair.line, "validOn")}")).Order(StringComparer.Ordinal)));
    }

    /// <remarks>Ten gigabytes against a bound that other fixtures, which run beside it in the same process, do not reach.</remarks>
    [Test]
    public async Task A_bomb_is_an_error_and_what_came_before_it_stays()
    {
        var lines = NewLines(6_000);
        var before = await Events();
        var held = GC.GetTotalMemory(forceFullCollection: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/reports?results=refused") { Content = new Bomb(string.Join('\n', lines) + "\n") };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.ExpectContinue = false;
        using var client = Reporter;
        HttpResponseMessage? response = null;
        try
        {
            response = await client.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            // The server has closed the connection while the bomb was being sent, and the client did not read the answer.
        }

        if (response is not null)
        {
            var end = LinesOf(await response.Content.ReadAsStringAsync())[^1].GetProperty("error");
            Assert.That((end.Text("code"), end.Number("processed")), Is.EqualTo(("body-too-large", 6_000L)));
        }

        Assert.That(await Events() - before, Is.EqualTo(6_000));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - held, Is.LessThan(512 * 1024 * 1024));
    }

    [Test]
    public async Task A_damaged_archive_ends_the_answer_with_an_error()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', NewLines(20_000))));
        var bytes = packed.ToArray();
        Array.Fill(bytes, (byte)0xFF, bytes.Length - 2_000, 1_500);
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");

        var end = LinesOf(await (await Post(content)).Content.ReadAsStringAsync())[^1];

        Assert.That(end.TryGetProperty("summary", out _), Is.False);
        Assert.That(end.GetProperty("error").Text("code"), Is.EqualTo("malformed-http"));
        Assert.That(end.GetProperty("error").Number("processed"), Is.GreaterThan(5_000));
    }

    [Test]
    public async Task An_array_that_never_closes_ends_with_an_error_after_its_good_items()
    {
        var response = await Post(Content("[" + string.Join(',', NewLines(6_000)), "application/json"), "?results=refused");

        var answer = await Json(response);
        Assert.That(answer.TryGetProperty("summary", out _), Is.False);
        Assert.That((answer.GetProperty("error").Text("code"), answer.GetProperty("error").Number("accepted")), Is.EqualTo(("body-cut-off", 6_000L)));
    }

    [Test]
    public async Task Lines_that_are_too_long_or_too_short_cost_themselves()
    {
        var table = NewLines(50_000).Select((_, line) => $"{Cell(line).Unit};{Cell(line).Service};2;01.03.1999;ja").ToArray();
        table[39_998] = "09770000;10124";

        var csv = await Lines("ags;ozg_id;reifegrad;seit;bemerkung\r\n" + string.Join("\r\n", table), "?dryRun=true&results=refused", "text/csv");
        var ndjson = await Lines(string.Join('\n', NewLines(1)[0], new string('x', 10_000_000), NewLines(1)[0]));

        Assert.That((csv[0].Number("line"), csv[0].Text("code")), Is.EqualTo((40_000L, "field-count")));
        Assert.That(csv[^1].GetProperty("summary").Number("refused"), Is.EqualTo(1));
        Assert.That(ndjson.SkipLast(1).Select(line => line.Text("status")), Is.EqualTo((string[])["accepted", "refused", "accepted"]));
        Assert.That(ndjson[1].Text("code"), Is.EqualTo("line-too-long"));
    }

    [Test]
    public async Task A_hundred_thousand_lines_do_not_stay_in_memory()
    {
        await Lines(string.Join('\n', NewLines(5_000)), "?results=refused");   // what is made once is made
        var held = GC.GetTotalMemory(forceFullCollection: true);
        var lines = NewLines(100_000);
        long most = 0;
        using var upload = await RawUpload.Begin(Server, "/v1/reports?dryRun=true", Token);
        foreach (var piece in lines.Chunk(10_000))
        {
            await upload.Send(string.Join('\n', piece) + "\n");
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }

        await upload.End();
        var (_, end) = await upload.ReadToEnd();

        Assert.That(end, Does.Contain(Counts(100_000, 0, 0)));
        Assert.That(most - held - lines.Sum(line => 2L * line.Length), Is.LessThan(64 * 1024 * 1024));
    }

    static string Field(string line, string name)
    {
        var value = System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty(name);
        return value.ToString();
    }

    async Task<List<string>> Recorded(long after)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(
            "select stream_id || ' ' || (data ->> 'level') || ' ' || (data ->> 'validOn') from log.mt_events where seq_id > $1 and type = 'maturity_reported'");
        command.Parameters.Add(new() { Value = after });
        await using var reader = await command.ExecuteReaderAsync();
        var recorded = new List<string>();
        while (await reader.ReadAsync()) recorded.Add(reader.GetString(0));
        recorded.Sort(StringComparer.Ordinal);
        return recorded;
    }

    /// <summary>Some lines, and then ten gigabytes of blanks and line ends, made while they are sent.</summary>
    sealed class Bomb(string lines) : HttpContent
    {
        const long Blanks = 10L * 1024 * 1024 * 1024;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(lines));
            var nothing = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string(' ', 1023) + "\n", 1024)));
            for (long written = 0; written < Blanks; written += nothing.Length) await gzip.WriteAsync(nothing);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
