using Npgsql;
using OzgTracker.Operations.Webhooks;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Webhooks;

/// <summary>Which deliveries are forgotten, by the role that serves.</summary>
public sealed class WebhookPurgeTests : WebhookFixture
{
    static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    WebhookReceiver receiver = null!;
    string hook = "";

    protected override (string, string)[] Settings => [("Webhooks:AllowLoopback", "true"), ("Webhooks:Sends", "false")];

    [SetUp]
    public async Task Begin()
    {
        receiver = WebhookReceiver.Start();
        hook = (await Create(new { url = receiver.Url })).Text("id")!;
    }

    [TearDown]
    public async Task End_it()
    {
        await Admin.DeleteAsync($"{Hooks}/{hook}");
        await Do("delete from ozg.webhook_delivery");
        await receiver.DisposeAsync();
    }

    [Test]
    public async Task What_is_over_and_old_goes()
    {
        await Deliver("delivered", 31);
        await Deliver("skipped", 32);
        await Deliver("failed", 33);
        await Deliver("delivered", 29);

        Assert.That(await Purge(Retention), Is.EqualTo(3));
        Assert.That(await Left(), Is.EqualTo("delivered 29"));
    }

    [Test]
    public async Task What_is_pending_or_young_stays()
    {
        await Deliver("failed", 29);
        await Deliver("skipped", 0);
        await Deliver("pending", 400);

        Assert.That(await Purge(Retention), Is.Zero);
        Assert.That(await Left(), Is.EqualTo("failed 29, skipped 0, pending 400"));
    }

    [Test]
    public async Task The_failure_with_which_a_disabled_webhook_goes_on_stays()
    {
        await Deliver("failed", 50);
        await Deliver("failed", 40);

        Assert.That(await Purge(Retention), Is.EqualTo(1));
        Assert.That(await Left(), Is.EqualTo("failed 40"));
    }

    [Test]
    public async Task Whatever_is_asked_for_nothing_of_the_last_day_goes()
    {
        await Deliver("delivered", 2);
        await Deliver("delivered", 0);

        Assert.That(await Purge(TimeSpan.Zero), Is.EqualTo(1));
        Assert.That(await Left(), Is.EqualTo("delivered 0"));
    }

    [Test]
    public async Task A_statement_deletes_no_more_than_it_may_and_the_oldest_first()
    {
        foreach (var days in (int[])[33, 35, 31, 34, 32]) await Deliver("delivered", days);

        Assert.That(await Purge(Retention, atMost: 2), Is.EqualTo(2));
        Assert.That(await Left(), Is.EqualTo("delivered 33, delivered 31, delivered 32"));
        Assert.That(await Purge(Retention, atMost: 2), Is.EqualTo(2));
        Assert.That(await Purge(Retention, atMost: 2), Is.EqualTo(1));
        Assert.That(await Purge(Retention, atMost: 2), Is.Zero);
    }

    [Test]
    public async Task The_node_that_sends_does_it_by_its_own_setting()
    {
        await Deliver("delivered", 9);
        await Deliver("delivered", 7);
        await Deliver("failed", 8);
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);

        await using var node = await ApiHostUnderTest.Beside(App, ("Webhooks:RetentionDays", "8"));
        await source.Until("select not exists (select from ozg.webhook_delivery where created_at < now() - interval '8 days' and status = 'delivered')");

        Assert.That(await Left(), Is.EqualTo("delivered 7, failed 8"));
    }

    Task Deliver(string status, int daysAgo) => Do(FormattableString.Invariant($"""
        insert into ozg.webhook_delivery (webhook_id, message_id, after_position, upto_position, events, status, created_at, next_attempt_at)
        values ('{hook}', gen_random_uuid()::text, 0, 1, 1, '{status}', now() - make_interval(days => {daysAgo}), case '{status}' when 'pending' then now() + interval '1 day' end)
        """));

    async Task<int> Purge(TimeSpan retention, int atMost = 10_000)
    {
        await using var connection = await App.Store.DataSource.OpenConnectionAsync();
        return await WebhookDeliveryTable.Purge(connection, retention, atMost, CancellationToken.None);
    }

    /// <summary>In the order in which they were made.</summary>
    Task<string> Left() => Scalar<string>(
        "select coalesce(string_agg(status || ' ' || (extract(epoch from now() - created_at)::bigint / 86400), ', ' order by id), '') from ozg.webhook_delivery");
}
