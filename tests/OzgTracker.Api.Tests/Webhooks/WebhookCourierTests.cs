using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Changes;
using OzgTracker.Api.Webhooks;
using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations.Webhooks;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Webhooks;

/// <summary>Step by step, on a clock that a test moves; the API itself sends nothing here.</summary>
public sealed class WebhookCourierTests : WebhookFixture
{
    static readonly int[] Minutes = [5, 30, 120, 300, 600, 840, 1_200, 1_440];

    readonly ManualClock clock = new();
    Lead lead = null!;
    WebhookSender sender = null!;
    WebhookReceiver receiver = null!;
    JsonElement hook;

    protected override (string, string)[] Settings => [("Webhooks:AllowLoopback", "true"), ("Webhooks:Sends", "false")];

    [SetUp]
    public async Task Begin()
    {
        receiver = WebhookReceiver.Start();
        sender = new WebhookSender(Options.Create(new WebhookOptions { AllowLoopback = true, TimeoutSeconds = 1 }), clock);
        lead = await App.Store.LeadAsync(99, "test", CancellationToken.None);
        hook = await Create(new { url = receiver.Url });
    }

    [TearDown]
    public async Task End_it()
    {
        await Admin.DeleteAsync($"{Hooks}/{hook.Text("id")}");
        sender.Dispose();
        await lead.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Test]
    public async Task A_message_that_does_not_arrive_is_sent_again_as_it_was_and_after_the_tenth_time_no_more()
    {
        await Happen();
        await Happen();
        receiver.Say(500);
        TimeSpan[] pauses = [TimeSpan.FromSeconds(5), .. Minutes.Select(minutes => TimeSpan.FromMinutes(minutes))];

        await Step();
        foreach (var (pause, number) in pauses.Select((pause, number) => (pause, number)))
        {
            await Step();
            Assert.That(receiver.Messages, Has.Count.EqualTo(number + 1), "before its time");
            var due = (await Deliveries(hook))[0].GetProperty("nextAttemptAt").GetDateTimeOffset() - clock.GetUtcNow();
            Assert.That(due, Is.InRange(pause - TimeSpan.FromSeconds(1), pause * 1.1 + TimeSpan.FromSeconds(1)));
            clock.Pass(due + TimeSpan.FromSeconds(1));
            await Step();
        }

        Assert.That(receiver.Messages, Has.Count.EqualTo(10));
        Assert.That(receiver.Messages.Select(message => message.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(receiver.Messages.Select(message => Encoding.UTF8.GetString(message.Body)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(receiver.Messages.Select(message => message.IsSignedWith(hook.Text("secret")!)), Is.All.True);
        var shown = await Show(hook);
        Assert.That((shown.Text("status"), shown.Text("disabledReason")), Is.EqualTo(("disabled", "attempts-exhausted")));
        var delivery = (await Deliveries(hook)).Single();
        Assert.That((delivery.Text("status"), delivery.Number("attempts"), delivery.Text("error"), delivery.Number("events")), Is.EqualTo(("failed", 10, "status-500", 2)));

        receiver.Say(204);
        await Step();
        Assert.That(receiver.Messages, Has.Count.EqualTo(10), "disabled");
        await Admin.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/activations");
        clock.Pass(DateTimeOffset.UtcNow - clock.GetUtcNow() + TimeSpan.FromDays(30));
        await Step();

        Assert.That(receiver.Messages[10].Id, Is.EqualTo(receiver.Messages[0].Id), "where it stopped, the same message");
        Assert.That((await Show(hook)).Number("position"), Is.EqualTo(await End()));
    }

    [Test]
    public async Task Who_is_gone_is_told_no_more_and_may_begin_anew_at_the_end()
    {
        await Happen();
        receiver.Say(410);
        await Step();

        Assert.That((await Show(hook)).Text("disabledReason"), Is.EqualTo("gone"));
        await Happen();
        receiver.Say(204);
        var activated = await Json(await Admin.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/activations?from=head"));
        Assert.That((activated.Text("status"), activated.Number("position")), Is.EqualTo(("active", await End())));
        var again = await Json(await Admin.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/activations"));
        Assert.That(again.GetRawText(), Is.EqualTo(activated.GetRawText()), "so already");

        var news = await Happen();
        await Step();
        Assert.That(IdsOf(receiver.Messages[^1]), Is.EqualTo((string[])[Text(news)]));
        Assert.That((await Deliveries(hook)).Texts("status"), Is.EqualTo((string[])["delivered", "skipped"]));
        await AssertInvalid(await Admin.Send(HttpMethod.Post, $"{Hooks}/{hook.Text("id")}/activations?from=x"), "unknown-start");
    }

    [TestCase(301)]
    [TestCase(307)]
    public async Task A_redirect_is_a_failure_and_is_not_followed(int status)
    {
        await using var other = WebhookReceiver.Start();
        receiver.Say(status, ("Location", other.Url));
        await Happen();
        await Step();

        Assert.That(other.Messages, Is.Empty);
        Assert.That(((await Deliveries(hook))[0].Text("status"), (await Deliveries(hook))[0].Text("error")), Is.EqualTo(("pending", $"status-{status}")));
    }

    [TestCase("600", 600)]
    [TestCase("1", 5)]
    [TestCase("999999", 86_400)]
    public async Task Who_asks_for_time_gets_it_within_bounds(string retryAfter, int seconds)
    {
        receiver.Say(503, ("Retry-After", retryAfter));
        await Happen();
        await Step();

        var due = (await Deliveries(hook))[0].GetProperty("nextAttemptAt").GetDateTimeOffset() - clock.GetUtcNow();
        Assert.That(due.TotalSeconds, Is.InRange(seconds - 1, (seconds * 1.1) + 1));
    }

    [Test]
    public async Task Who_does_not_answer_in_time_has_failed()
    {
        var never = new TaskCompletionSource<(int, (string, string)[])>();
        receiver.Answer = _ => never.Task;
        await Happen();
        await Step();
        never.SetResult((204, []));

        var delivery = (await Deliveries(hook))[0];
        Assert.That((delivery.Text("error"), delivery.IsNull("httpStatus"), (await Show(hook)).Number("position")), Is.EqualTo(("timeout", true, hook.Number("position"))));
    }

    /// <summary>The process may end at any moment after a message was written down: the next one sends the same.</summary>
    [Test]
    public async Task Another_dispatcher_sends_what_was_begun_under_the_same_id()
    {
        await Happen();
        receiver.Say(500);
        await Step();
        var other = new WebhookCourier(new WebhookBodies(Service<ChangeReader>(), Service<CloudEvents>()), sender, clock);
        receiver.Say(204);
        clock.Pass(TimeSpan.FromMinutes(1));
        await Happen();
        await Step(other);
        await Step(other);

        Assert.That(receiver.Messages[1].Id, Is.EqualTo(receiver.Messages[0].Id));
        Assert.That(receiver.Messages[1].Body, Is.EqualTo(receiver.Messages[0].Body));
        Assert.That(receiver.Messages.SelectMany(IdsOf).Distinct().Count(), Is.EqualTo(2));
        Assert.That((await Show(hook)).Number("position"), Is.EqualTo(await End()));
    }

    [Test]
    public async Task A_message_is_small()
    {
        var note = new string('ß', 480);
        var reports = 0;
        for (var month = 1; month <= 12; month++)
            for (var day = 10; day < 14; day++)
                await Report(Cologne, Residence, new { level = 1 + (++reports % 4), validOn = FormattableString.Invariant($"2018-{month:00}-{day}"), note = $"{reports} {note}" });

        var steps = 0;
        while ((await Show(hook)).Number("position") < await End() && ++steps < 100) await Step();

        Assert.That(receiver.Messages.Select(message => message.Body.Length), Is.All.LessThanOrEqualTo(20_000));
        Assert.That(receiver.Messages, Has.Count.InRange(2, 10));
        Assert.That(receiver.Messages.SelectMany(IdsOf), Is.Unique);
        Assert.That(receiver.Messages.SelectMany(IdsOf).Count(), Is.EqualTo(reports));
    }

    [Test]
    public async Task An_event_that_is_too_large_goes_as_a_link()
    {
        await Do("""
            with stream as (insert into log.mt_streams (id, version) values ('model-large', 1) returning id)
            insert into log.mt_events (seq_id, id, stream_id, version, data, type, headers)
            select nextval('log.mt_events_sequence'), gen_random_uuid(), id, 1, jsonb_build_object('model', repeat('x', 30000)), 'of_a_newer_program', '{"role": "admin"}'
              from stream
            """);
        var position = await End();
        await Step();

        var thin = JsonDocument.Parse(receiver.Messages[^1].Body).RootElement[0];
        Assert.That((thin.Text("id"), thin.Text("type"), thin.TryGetProperty("data", out _)), Is.EqualTo((Text(position), "de.ozgtracker.of-a-newer-program.v1", false)));
        var whole = (await GetJson(thin.Text("dataref")!)).GetProperty("items")[0];
        Assert.That((whole.Text("id"), whole.GetProperty("data").Text("model")!.Length), Is.EqualTo((Text(position), 30_000)));
    }

    async Task Step(WebhookCourier? courier = null)
    {
        courier ??= new WebhookCourier(new WebhookBodies(Service<ChangeReader>(), Service<CloudEvents>()), sender, clock);
        await Service<ChangeTail>().LookAsync(CancellationToken.None);
        var active = await lead.DoAsync(connection => WebhookTable.Active(connection, CancellationToken.None), CancellationToken.None);
        foreach (var (webhook, pending) in active.Where(one => one.Webhook.Id == hook.Text("id")))
            await courier.Step(webhook, pending, webhook.Position, Service<ChangeTail>().Head!.Value, WebhookCourier.On(lead), CancellationToken.None);
    }

    T Service<T>()
        where T : class => (T)App.Services.GetService(typeof(T))!;
}
