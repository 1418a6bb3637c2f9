using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Api.Exports;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Exports;

/// <summary>What all exports have in common, and the rows of each.</summary>
[NonParallelizable]
public sealed class ExportEndpointTests : ApiFixture
{
    static readonly string[] DataSets = ["status", "transitions", "municipalities", "services", "monthly"];

    [OneTimeSetUp]
    public async Task ReportSomething()
    {
        await Report(Bonn, Residence, new { level = 1, validOn = "2024-01-01" });
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://bonn.de/a,b" });
        await Report(Cologne, Residence, new { level = 4, validOn = "2025-02-01", evidenceUrl = "https://koeln.de/" });
        await Report(Buesum, Passport, new { model = "ozg-2.0", level = 5, validOn = "2025-12-01", evidenceUrl = "https://buesum.de/" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task Status_has_a_row_for_each_cell_that_was_spoken_of()
    {
        var rows = await Ndjson("/v1/exports/status.ndjson");

        Assert.That(rows.Texts("municipality"), Is.SupersetOf((string[])[Buesum, Bonn, Cologne]));
        var bonn = rows.Single(row => row.Text("municipality") == Bonn);
        var cell = await GetJson(CellUrl(Bonn, Residence));
        foreach (var member in (string[])["model", "level", "status", "since", "conform", "verification", "evidence", "evidenceUrl", "lastReportedAt", "version", "position"])
            Assert.That(bonn.GetProperty(member).ToString(), Is.EqualTo(cell.GetProperty(member).ToString()), member);
        Assert.That(bonn.Text("ags"), Is.EqualTo(Bonn));
        Assert.That(bonn.Text("ars"), Is.EqualTo(BonnArs));
        Assert.That(bonn.Text("state"), Is.EqualTo("05"));
        Assert.That(bonn.Number("population"), Is.EqualTo(323_336));
        Assert.That(bonn.Text("ozgId"), Is.EqualTo(Residence));
        Assert.That(rows.Any(row => row.Text("municipality") == Buesum && row.Text("model") == "ozg-2.0" && row.Number("level") == 5), Is.True);
    }

    [Test]
    public async Task Status_can_be_narrowed_to_a_Land_a_service_a_model_and_a_moment()
    {
        Assert.That((await Ndjson("/v1/exports/status.ndjson?state=05")).Texts("municipality"), Is.EqualTo((string[])[Bonn, Cologne]));
        Assert.That((await Ndjson($"/v1/exports/status.ndjson?ozgId={Passport},10000&model=ozg-2.0")).Texts("municipality"), Is.EqualTo((string[])[Buesum]));
        var cologne = (await Ndjson("/v1/exports/status.ndjson?state=05"))[1].Text("lastChangedAt");
        Assert.That((await Ndjson($"/v1/exports/status.ndjson?state=05&changedSince={cologne}")).Texts("municipality"), Is.EqualTo((string[])[Cologne]));
        await AssertProblem(await App.Anonymous.GetAsync("/v1/exports/status.csv?model=nope"), 404, "unknown-model");
    }

    [Test]
    public async Task Transitions_are_every_change_in_the_order_of_positions()
    {
        var rows = await Ndjson($"/v1/exports/transitions.ndjson?ozgId={Residence}&state=05");

        Assert.That(rows.Texts("municipality"), Is.EqualTo((string[])[Bonn, Bonn, Cologne]));
        Assert.That(rows.Select(row => row.Number("level")), Is.EqualTo((long[])[1, 3, 4]));
        Assert.That(rows.Select(row => row.Number("position")), Is.Ordered);
        Assert.That(rows.Texts("validOn"), Is.EqualTo((string[])["2024-01-01", "2025-01-01", "2025-02-01"]));
        Assert.That(rows.Select(row => row.GetProperty("conform").GetBoolean()), Is.EqualTo((bool[])[false, true, true]));
    }

    [Test]
    public async Task Parts_by_position_and_by_moment_are_together_the_whole()
    {
        var whole = await Ndjson("/v1/exports/transitions.ndjson");
        Assert.That(whole, Has.Length.GreaterThanOrEqualTo(4));
        foreach (var border in whole)
        {
            var (position, moment) = (border.Number("position"), border.Text("recordedAt"));
            var before = await Ndjson($"/v1/exports/transitions.ndjson?upTo={position}");
            var behind = await Ndjson($"/v1/exports/transitions.ndjson?after={position}");
            var earlier = await Ndjson($"/v1/exports/transitions.ndjson?recordedTo={moment}");
            var later = await Ndjson($"/v1/exports/transitions.ndjson?recordedFrom={moment}");

            Assert.That(before.Concat(behind).Select(Line), Is.EqualTo(whole.Select(Line)));
            Assert.That(earlier.Concat(later).Select(Line), Is.EqualTo(whole.Select(Line)));
            Assert.That(earlier.Texts("recordedAt"), Has.None.EqualTo(moment), "half-open");
            Assert.That(later.Texts("recordedAt"), Has.Some.EqualTo(moment));
        }

        Assert.That(await Ndjson("/v1/exports/transitions.ndjson?recordedFrom=2099-01-01T00:00:00Z"), Is.Empty);
        Assert.That(await Ndjson("/v1/exports/transitions.ndjson?recordedTo=2001-01-01T00:00:00Z"), Is.Empty);
    }

    [Test]
    public async Task A_position_that_is_not_there_yet_is_no_short_file() =>
        await AssertProblem(await App.Anonymous.GetAsync("/v1/exports/transitions.csv?upTo=999999999"), 409, "position-not-reached");

    [Test]
    public async Task Municipalities_have_their_facts_and_keys_as_text()
    {
        var rows = await Ndjson("/v1/exports/municipalities.ndjson?state=01");

        var buesum = rows.Single(row => row.Text("municipality") == Buesum);
        Assert.That(buesum.Text("ars"), Is.EqualTo(BuesumArs));
        Assert.That(buesum.Text("district"), Is.EqualTo(Dithmarschen));
        Assert.That(buesum.Text("association"), Is.EqualTo(BuesumWesselburen));
        Assert.That(buesum.Text("associationName"), Is.EqualTo("Amt Büsum-Wesselburen"));
        Assert.That(buesum.Text("sizeClass"), Is.EqualTo("2000-4999"));
        Assert.That(buesum.GetProperty("areaKm2").GetDecimal(), Is.EqualTo(100));
        Assert.That(rows.Single(row => row.Text("municipality") == Dithmarschen).IsNull("ags"), Is.True);
    }

    [Test]
    public async Task Services_are_the_catalogue() =>
        Assert.That((await Ndjson("/v1/exports/services.ndjson")).Texts("ozgId"), Is.EqualTo((await Items("/v1/services?limit=1000")).Texts("ozgId")));

    [Test]
    public async Task Monthly_numbers_are_those_of_trends()
    {
        var rows = await Ndjson("/v1/exports/monthly.ndjson?from=2024-12-01&to=2025-03-15&state=05");

        var trends = (await GetJson("/v1/trends?from=2024-12-01&to=2025-02-28&groupBy=ozgId&state=05")).GetProperty("points").EnumerateArray()
            .SelectMany(point => point.GetProperty("groups").EnumerateArray().Select(group => (On: point.Text("on"), Group: group))).ToArray();
        Assert.That(rows.Texts("monthEnd").Distinct(), Is.EqualTo((string[])["2024-12-31", "2025-01-31", "2025-02-28"]));
        Assert.That(rows, Has.Length.EqualTo(trends.Length));
        foreach (var ((on, group), row) in trends.Zip(rows))
        {
            Assert.That((row.Text("monthEnd"), row.Text("ozgId")), Is.EqualTo((on, group.GetProperty("key").Text("ozgId"))));
            foreach (var member in (string[])["units", "population", "competent", "competentPopulation", "reported", "conform", "conformShare", "conformPopulationShare", "meanLevel"])
                Assert.That(row.GetProperty(member).ToString(), Is.EqualTo(group.GetProperty(member).ToString()), $"{member} of {row}");
            Assert.That(row.Number("level3"), Is.EqualTo(group.GetProperty("levels").Number("3")));
        }

        Assert.That(rows.Sum(row => row.Number("conform")), Is.GreaterThan(0));
    }

    [TestCaseSource(nameof(DataSets))]
    public async Task Both_formats_have_the_same_columns_and_values(string dataSet)
    {
        var rows = await Ndjson($"/v1/exports/{dataSet}.ndjson");
        var csv = Csv(await App.Anonymous.GetStringAsync($"/v1/exports/{dataSet}.csv"));

        Assert.That(rows, Is.Not.Empty);
        Assert.That(csv[0], Is.EqualTo(rows[0].EnumerateObject().Select(member => member.Name)));
        Assert.That(csv.Skip(1), Is.EqualTo(rows.Select(row => row.EnumerateObject().Select(member => Plain(member.Value)))));
    }

    [TestCase("status", "state=16")]
    [TestCase("transitions", "state=16")]
    [TestCase("municipalities", "state=16")]
    [TestCase("monthly", "from=1900-01-01&to=1900-01-15")]
    public async Task Without_rows_the_header_is_the_same(string dataSet, string filter)
    {
        var whole = await App.Anonymous.GetStringAsync($"/v1/exports/{dataSet}.csv");
        var empty = await App.Anonymous.GetStringAsync($"/v1/exports/{dataSet}.csv?{filter}");

        Assert.That(empty, Does.EndWith("\r\n"));
        Assert.That(empty, Is.EqualTo(whole[..(whole.IndexOf('\n', StringComparison.Ordinal) + 1)]));
        Assert.That(await App.Anonymous.GetStringAsync($"/v1/exports/{dataSet}.ndjson?{filter}"), Is.Empty);
    }

    [TestCaseSource(nameof(DataSets))]
    public async Task Headers_name_position_file_and_state_and_HEAD_has_them_without_the_rows(string dataSet)
    {
        var get = await App.Anonymous.GetAsync($"/v1/exports/{dataSet}.csv");
        var head = await App.Anonymous.Send(HttpMethod.Head, $"/v1/exports/{dataSet}.csv");

        var position = get.Headers.GetValues("OzgTracker-Position").Single();
        Assert.That(long.Parse(position), Is.EqualTo(await Scalar<long>("select min(last_seq_id) from log.mt_event_progression where name like 'ozgtracker:%'")));
        Assert.That(get.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo($"attachment; filename=\"ozgtracker-{dataSet}-{position}.csv\""));
        Assert.That(get.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/csv; charset=utf-8; header=present"));
        Assert.That(get.Content.Headers.LastModified, Is.Not.Null);
        Assert.That(get.Headers.ETag!.IsWeak, Is.False);
        Assert.That(get.Headers.CacheControl!.ToString(), Is.EqualTo("no-cache, private"));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(Comparable(head), Is.EqualTo(Comparable(get)));
    }

    [TestCaseSource(nameof(DataSets))]
    public async Task Who_has_the_file_gets_304_until_something_moves(string dataSet)
    {
        var url = $"/v1/exports/{dataSet}.csv";
        var etag = (await App.Anonymous.GetAsync(url)).Headers.ETag!.ToString();

        Assert.That((await App.Anonymous.Get(url, ("If-None-Match", etag))).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That((await App.Anonymous.Get(url.Replace("csv", "ndjson", StringComparison.Ordinal), ("If-None-Match", etag))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Report(Berlin, HousingBenefit, new { level = 1, validOn = $"20{Array.IndexOf(DataSets, dataSet) + 10}-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
        Assert.That((await App.Anonymous.Get(url, ("If-None-Match", etag))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("gzip")]
    [TestCase("br")]
    public async Task A_coded_file_is_the_same_file(string coding)
    {
        var plain = await App.Anonymous.GetAsync("/v1/exports/municipalities.csv");
        var coded = await App.Anonymous.Get("/v1/exports/municipalities.csv", ("Accept-Encoding", coding));

        Assert.That(coded.Content.Headers.ContentEncoding, Is.EqualTo((string[])[coding]));
        Assert.That(coded.Headers.ETag!.IsWeak, Is.True);
        Assert.That(coded.Headers.ETag.Tag, Is.Not.EqualTo(plain.Headers.ETag!.Tag));
        Assert.That(coded.Headers.Vary, Does.Contain("Accept-Encoding"));
        await using var packed = await coded.Content.ReadAsStreamAsync();
        await using Stream unpacked = coding == "gzip" ? new GZipStream(packed, CompressionMode.Decompress) : new BrotliStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo(await plain.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task The_digest_is_that_of_the_file_before_and_after_it_was_made()
    {
        foreach (var url in (string[])["/v1/exports/status.csv?state=05&minPosition=1", "/v1/exports/status.ndjson?state=05"])
        {
            var told = await GetJson($"{url}&digest=only");
            var file = await App.Anonymous.GetAsync(url);
            var bytes = await file.Content.ReadAsByteArrayAsync();

            Assert.That(told.Text("digest"), Is.EqualTo($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:"));
            Assert.That(told.Number("bytes"), Is.EqualTo(bytes.Length));
            Assert.That(told.Number("rows"), Is.EqualTo(2));
            Assert.That(told.Text("etag"), Is.EqualTo(file.Headers.ETag!.ToString()));
            Assert.That(file.Headers.GetValues("Repr-Digest").Single(), Is.EqualTo(told.Text("digest")), "known by then");
            Assert.That((await GetJson($"{url}&digest=only")).ToString(), Is.EqualTo(told.ToString()));
        }
    }

    [Test]
    public async Task German_Excel_gets_what_it_reads()
    {
        var bytes = await App.Anonymous.GetByteArrayAsync("/v1/exports/municipalities.csv?delimiter=semicolon&decimal=comma&bom=true&header=de&state=01");

        Assert.That(bytes[..3], Is.EqualTo((byte[])[0xEF, 0xBB, 0xBF]));
        Assert.That(Encoding.UTF8.GetString(bytes[3..]), Does.StartWith("Kommune;AGS;ARS;Name;"));
    }

    [TestCase("status.csv?delimiter=tab", "unknown-delimiter", "delimiter")]
    [TestCase("status.csv?decimal=comma", "contradictory-parameters", "decimal")]
    [TestCase("status.csv?header=fr", "unknown-language", "header")]
    [TestCase("status.csv?bom=yes", "invalid-parameter", "bom")]
    [TestCase("status.csv?digest=md5", "unknown-digest", "digest")]
    [TestCase("status.ndjson?bom=true", "csv-only", "bom")]
    [TestCase("status.ndjson?delimiter=semicolon", "csv-only", "delimiter")]
    [TestCase("status.csv?state=5", "invalid-state", "state")]
    [TestCase("status.csv?ozgId=10124,x", "invalid-ozg-id", "ozgId")]
    [TestCase("status.csv?limit=5", "unknown-parameter", "limit")]
    [TestCase("status.csv?changedSince=2025-01-01", "invalid-parameter", "changedSince")]
    [TestCase("transitions.csv?after=-1", "invalid-position", "after")]
    [TestCase("monthly.csv?to=2099-01-01", "to-in-future", "to")]
    [TestCase("monthly.csv?from=2099-01-01", "from-after-to", "from")]
    [TestCase("monthly.csv?from=1900-01-01", "too-many-months", "from")]
    public async Task What_is_wrong_is_named(string query, string error, string parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync("/v1/exports/" + query), error, parameter: parameter);

    [Test]
    public async Task Other_formats_and_data_sets_do_not_exist()
    {
        var problem = await AssertProblem(await App.Anonymous.GetAsync("/v1/exports/status.xlsx"), 406, "not-acceptable");
        Assert.That(problem.Text("detail"), Does.Contain("status.csv"));
        await AssertProblem(await App.Anonymous.GetAsync("/v1/exports/people.csv"), 404, "not-found");
    }

    /// <summary>A cell of a unit that nobody knows stops the writer in the middle.</summary>
    [TestCase(null)]
    [TestCase("gzip")]
    public async Task A_failure_in_the_middle_breaks_the_connection_off(string? coding)
    {
        await Do("""
            insert into read.status_v3 (municipality, ozg_id, model, status, level, evidence, version, position, changed_at, verification)
            values ('99', '10124', 'ozg-1.1', 1, 1, 0, 1, 1, now(), 0)
            """);
        try
        {
            (string, string)[] headers = coding is null ? [] : [("Accept-Encoding", coding)];
            Assert.That(async () => await (await App.Anonymous.Get("/v1/exports/status.csv", headers)).Content.ReadAsByteArrayAsync(), Throws.InstanceOf<HttpRequestException>());
        }
        finally
        {
            await Do("delete from read.status_v3 where municipality = '99'");
        }

        Assert.That((await App.Anonymous.GetAsync("/v1/exports/status.csv")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "its place is free again");
    }

    [Test]
    public async Task Only_so_many_run_at_once_and_neither_304_nor_HEAD_needs_a_place()
    {
        var services = App.Services.GetRequiredService<ExportServices>();
        var etag = (await App.Anonymous.GetAsync("/v1/exports/services.csv")).Headers.ETag!.ToString();
        var taken = Enumerable.Range(0, services.Options.Concurrent).Select(number => services.Places.Take($"client {number}")!).ToArray();
        try
        {
            var refused = await App.Anonymous.GetAsync("/v1/exports/services.csv");
            await AssertProblem(refused, 503, "at-capacity");
            Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(refused.Headers.ETag, Is.Null);
            Assert.That((await App.Anonymous.Get("/v1/exports/services.csv", ("If-None-Match", etag))).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
            Assert.That((await App.Anonymous.Send(HttpMethod.Head, "/v1/exports/services.csv")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        finally
        {
            foreach (var place in taken) place.Dispose();
        }
    }

    [Test]
    public async Task A_snapshot_stands_still_while_reports_arrive()
    {
        await using var snapshot = await ExportSnapshot.OpenAsync(App.Store, TimeSpan.FromMinutes(1), CancellationToken.None);
        var position = snapshot.Position;
        await Report(Berlin, Residence, new { level = 1, validOn = "2023-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();

        await using var found = snapshot.Command("select count(*) from read.status where municipality = '11000000' and ozg_id = '10124'");
        Assert.That(await found.ExecuteScalarAsync(), Is.EqualTo(0L));
        Assert.That((await App.Anonymous.GetAsync("/v1/exports/status.csv")).Headers.GetValues("OzgTracker-Position").Select(long.Parse).Single(), Is.GreaterThan(position));
    }

    async Task<JsonElement[]> Ndjson(string url)
    {
        var response = await App.Anonymous.GetAsync(url);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-ndjson"));
        return [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    static string Line(JsonElement row) => row.ToString();

    static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };

    /// <summary>RFC 4180, as a reader has it that is not ours.</summary>
    static List<List<string>> Csv(string text)
    {
        var (rows, row, field) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        for (var (at, quoted) = (0, false); at < text.Length; at++)
        {
            var letter = text[at];
            if (quoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"') field.Append(text[++at]);
            else if (letter == '"') quoted = !quoted;
            else if (quoted) field.Append(letter);
            else if (letter is ',' or '\r') EndField();
            else if (letter == '\n') rows.Add(Interlocked.Exchange(ref row, []));
            else field.Append(letter);
        }

        return rows;

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }
    }

    static string[] Comparable(HttpResponseMessage response) =>
    [
        .. response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length" or "RateLimit" or "Repr-Digest"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal),
    ];
}
