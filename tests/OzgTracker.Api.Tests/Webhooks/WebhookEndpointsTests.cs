using System.Net;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Webhooks;

public sealed class WebhookEndpointsTests : WebhookFixture
{
    static int made;

    WebhookReceiver receiver = null!;

    [OneTimeSetUp]
    public void Receive() => receiver = WebhookReceiver.Start();

    [OneTimeTearDown]
    public async Task Stop() => await receiver.DisposeAsync();

    string NewUrl => FormattableString.Invariant($"{receiver.Url}/{Interlocked.Increment(ref made)}");

    [Test]
    public async Task A_webhook_is_made_and_its_secret_shown_once()
    {
        var made = await Create(new { url = NewUrl, states = (string[])["05", "05"], types = (string[])["maturity_reported"], ozgIds = (string[])[Residence], description = "Lagebild" });

        Assert.That(made.Text("secret"), Does.StartWith("whsec_"));
        Assert.That(Convert.FromBase64String(made.Text("secret")!["whsec_".Length..]), Has.Length.EqualTo(32));
        Assert.That((made.Text("status"), made.Number("position")), Is.EqualTo(("active", await End())));
        var shown = await Show(made);
        Assert.That(shown.TryGetProperty("secret", out _), Is.False);
        Assert.That(shown.GetProperty("types")[0].GetString(), Is.EqualTo("de.ozgtracker.maturity-reported.v1"));
        Assert.That(shown.GetProperty("states").GetArrayLength(), Is.EqualTo(1));
        Assert.That(await Scalar<long>("select count(*) from ozg.access_event where kind = 'webhook-created'"), Is.GreaterThan(0));
    }

    [Test]
    public async Task The_same_again_is_refused_until_it_is_removed()
    {
        var hook = new { url = NewUrl, states = (string[])["05"] };
        var made = await Create(hook);

        await AssertProblem(await Admin.Send(HttpMethod.Post, Hooks, hook), 409, "webhook-exists");
        for (var again = 0; again < 2; again++)
        {
            var removed = await Admin.DeleteAsync($"{Hooks}/{made.Text("id")}");
            Assert.That((removed.StatusCode, (await Json(removed)).Text("status")), Is.EqualTo((HttpStatusCode.OK, "removed")));
        }

        Assert.That(await Scalar<long>($"select count(*) from ozg.webhook where id = '{made.Text("id")}' and secret is null"), Is.EqualTo(1));
        await AssertProblem(await Admin.Send(HttpMethod.Post, $"{Hooks}/{made.Text("id")}/rotations"), 409, "webhook-removed");
        await AssertProblem(await Admin.Send(HttpMethod.Post, $"{Hooks}/{made.Text("id")}/test"), 409, "webhook-removed");
        await AssertProblem(await Admin.Send(HttpMethod.Post, $"{Hooks}/{made.Text("id")}/activations"), 409, "webhook-removed");
        await Create(hook);
    }

    [Test]
    public async Task A_coordinator_has_those_of_its_own_Land()
    {
        var coordinator = App.ClientFor("coordinator", "05");
        var own = await Create(new { url = NewUrl, states = (string[])["05"] }, coordinator);
        var foreign = await Create(new { url = NewUrl, states = (string[])["05", "01"] });
        var all = await Create(new { url = NewUrl });

        await AssertProblem(await coordinator.Send(HttpMethod.Post, Hooks, new { url = NewUrl }), 403, "outside-your-states");
        await AssertProblem(await coordinator.Send(HttpMethod.Post, Hooks, new { url = NewUrl, states = (string[])["05", "01"] }), 403, "outside-your-states");
        foreach (var hook in (System.Text.Json.JsonElement[])[foreign, all])
        {
            await AssertProblem(await coordinator.GetAsync($"{Hooks}/{hook.Text("id")}"), 403, "outside-your-states");
            await AssertProblem(await coordinator.DeleteAsync($"{Hooks}/{hook.Text("id")}"), 403, "outside-your-states");
            await AssertProblem(await coordinator.GetAsync($"{Hooks}/{hook.Text("id")}/deliveries"), 403, "outside-your-states");
            foreach (var act in (string[])["test", "rotations", "activations"])
                await AssertProblem(await coordinator.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/{act}"), 403, "outside-your-states");
        }

        var listed = (await Json(await coordinator.GetAsync(Hooks))).GetProperty("items").EnumerateArray().Texts("id");
        Assert.That(listed, Does.Contain(own.Text("id")).And.Not.Contain(foreign.Text("id")).And.Not.Contain(all.Text("id")));
        Assert.That((await Json(await Admin.GetAsync(Hooks + "?limit=1000"))).GetProperty("items").EnumerateArray().Texts("id"), Does.Contain(all.Text("id")));
    }

    [Test]
    public async Task Others_have_none()
    {
        await AssertProblem(await App.Anonymous.GetAsync(Hooks), 401, "unauthenticated");
        await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, Hooks, new { url = NewUrl }), 401, "unauthenticated");
        await AssertProblem(await App.ClientFor("reporter", "05").Send(HttpMethod.Post, Hooks, new { url = NewUrl }), 403, "role-not-allowed");
        await AssertProblem(await App.ClientFor("reader").GetAsync(Hooks), 403, "role-not-allowed");
    }

    [TestCase("GET", "")]
    [TestCase("DELETE", "")]
    [TestCase("POST", "/test")]
    [TestCase("POST", "/rotations")]
    [TestCase("POST", "/activations")]
    [TestCase("GET", "/deliveries")]
    public async Task One_that_nobody_knows_is_404_and_no_id_is_400(string method, string rest)
    {
        await AssertProblem(await Admin.Send(new HttpMethod(method), $"{Hooks}/0123456789ab{rest}"), 404, "unknown-webhook");
        await AssertInvalid(await Admin.Send(new HttpMethod(method), $"{Hooks}/X{rest}"), "invalid-webhook-id");
    }

    [TestCase("""{"url":"nowhere"}""", "invalid-url", "/url")]
    [TestCase("""{"url":"https://example.org/#x"}""", "invalid-url", "/url")]
    [TestCase("""{"url":"https://example.org/","types":["nonsense"]}""", "unknown-event-kind", "/types/0")]
    [TestCase("""{"url":"https://example.org/","states":["17"]}""", "invalid-state", "/states/0")]
    [TestCase("""{"url":"https://example.org/","states":[null]}""", "invalid-state", "/states/0")]
    [TestCase("""{"url":"https://example.org/","ozgIds":["1"]}""", "invalid-ozg-id", "/ozgIds/0")]
    [TestCase("""{"url":"https://example.org/","description":"fragt anna@example.org"}""", "personal-data", "/description")]
    [TestCase("""{"url":"https://example.org/","after":-1}""", "invalid-position", "/after")]
    [TestCase("""{"url":"https://example.org/","secret":"x"}""", "unknown-member", null)]
    public async Task What_has_not_the_right_shape_is_refused(string body, string error, string? pointer) => await AssertInvalid(await Admin.PostRaw(Hooks, body), error, pointer);

    [TestCase("http://example.org/")]
    [TestCase("https://example.org:22/")]
    [TestCase("https://10.1.2.3/")]
    [TestCase("https://169.254.169.254/latest/meta-data")]
    [TestCase("https://[::ffff:10.1.2.3]/")]
    [TestCase("https://[fd00::1]/")]
    [TestCase("https://user:password@example.org/")]
    [TestCase("https://does-not-exist.invalid/")]
    [TestCase("ftp://example.org/")]
    public async Task Nothing_is_sent_into_the_own_network(string url) => await AssertProblem(await Admin.Send(HttpMethod.Post, Hooks, new { url }), 409, "webhook-address-refused");

    [Test]
    public async Task An_idempotency_key_is_refused_because_answers_to_it_are_stored() =>
        await AssertProblem(await Admin.Send(HttpMethod.Post, Hooks, new { url = NewUrl }, ("Idempotency-Key", "abc")), 400, "idempotency-key-not-taken");

    [Test]
    public async Task A_test_says_what_the_receiver_said()
    {
        await using var own = WebhookReceiver.Start();
        var hook = await Create(new { url = own.Url });
        own.Say(418);
        var failed = await Json(await Admin.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/test"));
        own.Say(200);
        var delivered = await Json(await Admin.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/test"));

        Assert.That((failed.GetProperty("delivered").GetBoolean(), failed.Number("httpStatus"), failed.Text("error")), Is.EqualTo((false, 418, "status-418")));
        Assert.That((delivered.GetProperty("delivered").GetBoolean(), delivered.Number("httpStatus"), delivered.IsNull("error")), Is.EqualTo((true, 200, true)));
        var message = own.Messages[^1];
        Assert.That(message.Id, Is.EqualTo(delivered.Text("messageId")));
        Assert.That(message.ContentType, Is.EqualTo("application/cloudevents-batch+json"));
        Assert.That(message.IsSignedWith(hook.Text("secret")!), Is.True);
        Assert.That((await Deliveries(hook)).Texts("status"), Is.EqualTo((string[])["delivered", "failed"]));
    }

    [Test]
    public async Task While_secrets_overlap_each_message_has_both_signatures()
    {
        await using var own = WebhookReceiver.Start();
        var hook = await Create(new { url = own.Url });
        var (old, id) = (hook.Text("secret")!, hook.Text("id"));

        var rotated = (await Json(await Admin.Send(HttpMethod.Post, $"{Hooks}/{id}/rotations", new { overlapHours = 1 }))).Text("secret")!;
        await Admin.Send(HttpMethod.Post, $"{Hooks}/{id}/test");
        var last = (await Json(await Admin.Send(HttpMethod.Post, $"{Hooks}/{id}/rotations", new { overlapHours = 0 }))).Text("secret")!;
        await Admin.Send(HttpMethod.Post, $"{Hooks}/{id}/test");

        Assert.That((own.Messages[0].Signatures.Count, own.Messages[0].IsSignedWith(old), own.Messages[0].IsSignedWith(rotated)), Is.EqualTo((2, true, true)));
        Assert.That((own.Messages[1].Signatures.Count, own.Messages[1].IsSignedWith(rotated), own.Messages[1].IsSignedWith(last)), Is.EqualTo((1, false, true)));
        await AssertInvalid(await Admin.Send(HttpMethod.Post, $"{Hooks}/{id}/rotations", new { overlapHours = 169 }), "overlap-out-of-range");
    }

    [Test]
    public async Task What_happens_arrives_signed_and_in_order()
    {
        await using var own = WebhookReceiver.Start();
        var hook = await Create(new { url = own.Url, states = (string[])["05"], types = (string[])["maturity_reported"] });
        var expected = new List<string?>();
        for (var number = 0; number < 5; number++)
        {
            expected.Add(Text(await Happen(number % 2 == 0 ? Bonn : Cologne)));
            await Happen(Buesum);
        }

        var seen = new List<string?>();
        while (seen.Count < expected.Count)
        {
            var message = await own.NextAsync();
            Assert.That(message.IsSignedWith(hook.Text("secret")!), Is.True);
            seen.AddRange(IdsOf(message));
        }

        Assert.That(seen, Is.EqualTo(expected));
    }

    [Test]
    public async Task One_that_hangs_delays_no_other()
    {
        await using var hanging = WebhookReceiver.Start();
        await using var quick = WebhookReceiver.Start();
        var never = new TaskCompletionSource<(int, (string, string)[])>();
        hanging.Answer = _ => never.Task;
        var hooks = new List<System.Text.Json.JsonElement>();
        for (var number = 0; number < 20; number++) hooks.Add(await Create(new { url = FormattableString.Invariant($"{hanging.Url}/{number}") }));
        await Create(new { url = quick.Url });

        var first = await Happen();
        for (var number = 0; number < 20; number++) await hanging.NextAsync();
        foreach (var hook in hooks) Assert.That((await Deliveries(hook)).Single().Number("attempts"), Is.Zero, "nor those at the same server: none was given up while it waited for another one");
        Assert.That(IdsOf(await quick.NextAsync()), Does.Contain(Text(first)));
        var second = await Happen();

        Assert.That(IdsOf(await quick.NextAsync()), Is.EqualTo((string[])[Text(second)]), "while twenty hang");
        never.SetResult((204, []));
    }
}
