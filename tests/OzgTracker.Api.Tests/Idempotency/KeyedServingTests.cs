using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Idempotency;

public sealed class KeyedServingTests : KeyedFixture
{
    HttpClient reporter = null!;

    [SetUp]
    public void Reporter() => reporter = App.ClientFor("reporter", Bonn, Cologne, Berlin, Buesum, Dithmarschen);

    [TearDown]
    public void NoReporter() => reporter.Dispose();

    [Test]
    public async Task The_same_request_with_the_same_key_gets_the_same_answer_whatever_happened_since()
    {
        var key = NewKey();
        var first = await Post(reporter, Bonn, Residence, new { level = 1 }, key);
        await Report(Bonn, Residence, new { level = 3 });

        var again = await Post(reporter, Bonn, Residence, new { level = 1 }, key);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((IsReplayed(first), IsReplayed(again)), Is.EqualTo((false, true)));
        Assert.That(await Wire(again), Is.EqualTo(await Wire(first)));
        Assert.That(first.Headers.ETag?.Tag, Is.EqualTo("\"1\""));
        Assert.That(first.Headers.Location?.OriginalString, Is.EqualTo(CellUrl(Bonn, Residence)));
        Assert.That(await Events(Bonn, Residence), Is.EqualTo(2));
    }

    [Test]
    public async Task An_answer_to_a_request_without_a_key_has_the_same_bytes()
    {
        await Report(Bonn, Passport, new { level = 2 });

        var without = await reporter.Send(HttpMethod.Post, CellUrl(Bonn, Passport) + "/reports", new { level = 2 });
        var with = await Post(reporter, Bonn, Passport, new { level = 2 }, NewKey());

        Assert.That(await Wire(with), Is.EqualTo(await Wire(without)));
    }

    [Test]
    public async Task An_answer_that_recorded_nothing_is_kept_as_well()
    {
        await Report(Cologne, Residence, new { level = 2 });
        var key = NewKey();
        var first = await Post(reporter, Cologne, Residence, new { level = 2 }, key);
        await Report(Cologne, Residence, new { level = 3 });

        var again = await Post(reporter, Cologne, Residence, new { level = 2 }, key);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Wire(again), Is.EqualTo(await Wire(first)));
        Assert.That(await Events(Cologne, Residence), Is.EqualTo(2));
    }

    [Test]
    public async Task Another_body_with_the_same_key_is_refused_and_not_executed()
    {
        var key = NewKey();
        await Post(reporter, Berlin, Residence, new { level = 1 }, key);

        var other = await Post(reporter, Berlin, Residence, new { level = 2 }, key);

        await AssertProblem(other, 422, "idempotency-key-reused");
        Assert.That(await Events(Berlin, Residence), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_path_of_the_same_operation_or_another_query_is_another_request()
    {
        var key = NewKey();
        await Post(reporter, Buesum, Residence, new { level = 1 }, key);
        await reporter.Send(HttpMethod.Delete, CellUrl(Buesum, Residence) + "/not-competent?validFrom=2025-01-01", null, ("Idempotency-Key", key));

        await AssertProblem(await Post(reporter, Buesum, Passport, new { level = 1 }, key), 422, "idempotency-key-reused");
        await AssertProblem(
            await reporter.Send(HttpMethod.Delete, CellUrl(Buesum, Residence) + "/not-competent?validFrom=2025-01-02", null, ("Idempotency-Key", key)),
            422, "idempotency-key-reused");
        Assert.That(await Events(Buesum, Passport), Is.Zero);
    }

    [Test]
    public async Task Another_operation_and_another_client_have_keys_of_their_own()
    {
        var key = NewKey();
        await Post(reporter, Bonn, HousingBenefit, new { level = 1 }, key);
        using var other = ReporterCalled("somebody-else", Bonn);

        var confirmed = await reporter.Send(HttpMethod.Post, CellUrl(Bonn, HousingBenefit) + "/confirmations", null, ("Idempotency-Key", key));
        var theirs = await Post(other, Bonn, HousingBenefit, new { level = 4 }, key);

        Assert.That((confirmed.StatusCode, IsReplayed(confirmed)), Is.EqualTo((HttpStatusCode.Created, false)));
        Assert.That((theirs.StatusCode, IsReplayed(theirs)), Is.EqualTo((HttpStatusCode.Created, false)), await theirs.Content.ReadAsStringAsync());
        Assert.That(await Events(Bonn, HousingBenefit), Is.EqualTo(3));
    }

    [Test]
    public async Task Quotes_around_a_key_are_not_part_of_it()
    {
        var key = NewKey();
        var first = await Post(reporter, Dithmarschen, Residence, new { level = 1 }, key);

        var again = await Post(reporter, Dithmarschen, Residence, new { level = 1 }, $"\"{key}\"");

        Assert.That(IsReplayed(again), Is.True);
        Assert.That(await Wire(again), Is.EqualTo(await Wire(first)));
    }

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("\"open")]
    public async Task A_malformed_key_is_refused_before_anything_else(string key)
    {
        await AssertProblem(await Post(reporter, Dithmarschen, Passport, new { level = 1 }, key), 400, "bad-idempotency-key");
        Assert.That(await Events(Dithmarschen, Passport), Is.Zero);
    }

    [Test]
    public async Task A_token_without_a_subject_is_no_token()
    {
        using var nobody = ReporterCalled(null, Bonn);

        await AssertProblem(await Post(nobody, Bonn, VehicleRegistration, new { level = 1 }, NewKey()), 401, "unauthenticated");
    }

    [Test]
    public async Task A_key_past_its_retention_executes_anew()
    {
        var key = NewKey();
        await Post(reporter, Bonn, ParentalAllowance, new { level = 1 }, key);
        await Sql("update ozg.idempotency set created_at = now() - interval '7 days 1 second' where key = $1", key);
        await Report(Bonn, ParentalAllowance, new { level = 2 });

        var anew = await Post(reporter, Bonn, ParentalAllowance, new { level = 1 }, key);

        Assert.That((anew.StatusCode, IsReplayed(anew)), Is.EqualTo((HttpStatusCode.Created, false)));
        Assert.That(await Events(Bonn, ParentalAllowance), Is.EqualTo(3));
        Assert.That(await StoredAnswers(key), Is.EqualTo(1));
    }

    [Test]
    public async Task What_was_refused_is_not_kept_and_may_succeed_later()
    {
        var key = NewKey();
        var report = new { level = 1 };
        await reporter.Send(HttpMethod.Put, CellUrl(Buesum, HousingBenefit) + "/not-competent", new { reason = "Aufgabe des Kreises", validFrom = "2024-01-01" });
        await AssertProblem(await Post(reporter, Buesum, HousingBenefit, report, key), 409, "not-competent");
        await AssertProblem(await Post(reporter, Buesum, HousingBenefit, new { level = 1, note = new string('a', 501) }, key), 400, "invalid-request");
        await AssertProblem(await Post(App.ClientFor("reporter", Bonn), Buesum, HousingBenefit, report, key), 403, "outside-your-keys");
        await AssertProblem(await Post(App.Anonymous, Buesum, HousingBenefit, report, key), 401, "unauthenticated");
        Assert.That(await StoredAnswers(key), Is.Zero);
        await reporter.Send(HttpMethod.Delete, CellUrl(Buesum, HousingBenefit) + "/not-competent?validFrom=2024-01-02");
        await AssertProblem(await Post(reporter, Buesum, HousingBenefit, report, key, ("If-Match", "\"1\"")), 412, "stale-version");

        var accepted = await Post(reporter, Buesum, HousingBenefit, report, key);

        Assert.That((accepted.StatusCode, IsReplayed(accepted)), Is.EqualTo((HttpStatusCode.Created, false)), await accepted.Content.ReadAsStringAsync());
        Assert.That(await StoredAnswers(key), Is.EqualTo(1));
    }

    [Test]
    public async Task What_only_reads_ignores_the_key()
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            var response = await App.Anonymous.Send(method, CellUrl(Bonn, Residence), null, ("Idempotency-Key", "two words"));
            Assert.That((response.StatusCode, IsReplayed(response)), Is.EqualTo((HttpStatusCode.OK, false)));
        }
    }

    [Test]
    public async Task The_answer_is_kept_before_it_is_compressed()
    {
        var key = NewKey();
        var report = new { level = 1, evidenceUrl = "https://bonn.de/" + new string('a', 1_500) };
        var plain = await Post(reporter, Cologne, HousingBenefit, report, key);

        var packed = await Post(reporter, Cologne, HousingBenefit, report, key, ("Accept-Encoding", "gzip"));

        Assert.That(packed.Content.Headers.ContentEncoding, Is.EqualTo((string[])["gzip"]));
        await using var unpacked = new System.IO.Compression.GZipStream(await packed.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo(await plain.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task Old_answers_are_forgotten_young_ones_are_not()
    {
        var (old, young) = (NewKey(), NewKey());
        await Sql("""
            insert into ozg.idempotency (client, method, route, key, fingerprint, status, body, created_at)
            select 'c', 'POST', '/', $1 || number, ''::bytea, 201, ''::bytea, now() - interval '8 days' from generate_series(1, 1500) as number
            union all
            select 'c', 'POST', '/', $2, '', 201, '', now() - interval '6 days'
            """, old, young);

        Assert.That(await App.Purge(), Is.GreaterThanOrEqualTo(1500));

        Assert.That(await Sql("select count(*) from ozg.idempotency where key like $1", old + "%"), Is.Zero);
        Assert.That(await StoredAnswers(young), Is.EqualTo(1));
    }
}
