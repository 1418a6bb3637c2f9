using System.Text.Json;
using Npgsql;
using OzgTracker.Api.Webhooks;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Webhooks;

/// <summary>Two nodes that both may send; the API that is asked sends nothing.</summary>
public sealed class WebhookDispatchTests : WebhookFixture
{
    static readonly (int, (string, string)[]) Taken = (204, []);

    readonly List<ApiHostUnderTest> nodes = [];
    readonly List<string?> expected = [];
    WebhookReceiver receiver = null!;
    JsonElement hook;

    protected override (string, string)[] Settings => [("Webhooks:AllowLoopback", "true"), ("Webhooks:Sends", "false")];

    static string Leader { get; } = FormattableString.Invariant(
        $"select pid from pg_locks where locktype = 'advisory' and granted and objid = {WebhookDispatch.LockNumber} and objsubid = 2 and database = (select oid from pg_database where datname = current_database())");

    [SetUp]
    public async Task Two_nodes_and_a_webhook()
    {
        receiver = WebhookReceiver.Start();
        expected.Clear();
        await Join();
        await Until($"select exists ({Leader})");
        await Join();
        await Until($"select count(*) = 2 from pg_stat_activity where datname = current_database() and application_name like '%webhooks%'");
        hook = await Create(new { url = receiver.Url });
    }

    [TearDown]
    public async Task End_them()
    {
        await Admin.DeleteAsync($"{Hooks}/{hook.Text("id")}");
        foreach (var node in nodes) await node.DisposeAsync();
        nodes.Clear();
        await receiver.DisposeAsync();
    }

    [Test]
    public async Task Only_one_of_two_sends()
    {
        for (var number = 0; number < 10; number++) await ToBeTold();

        await AllTold();
        Assert.That(receiver.Messages.Select(message => message.Id), Is.Unique);
    }

    [Test]
    public async Task Who_is_stopped_in_the_middle_is_followed_by_the_other_one_which_sends_what_was_under_way_under_the_same_id()
    {
        await ToBeTold();
        await receiver.NextAsync();
        var (underWay, answer) = await Hold();

        await nodes[0].DisposeAsync();
        nodes.RemoveAt(0);
        answer.SetResult(Taken);
        for (var number = 0; number < 3; number++) await ToBeTold();

        await AllTold();
        AssertSentTwice(underWay);
    }

    /// <summary>The old leader lives and has its answer, but no right to write it down any more.</summary>
    [Test]
    public async Task Who_loses_the_lead_in_the_middle_says_no_more_than_it_had_begun()
    {
        await ToBeTold();
        await receiver.NextAsync();
        var (underWay, answer) = await Hold();

        await Do($"select pg_terminate_backend(pid) from ({Leader}) as leader");
        answer.SetResult(Taken);
        for (var number = 0; number < 3; number++) await ToBeTold();

        await AllTold();
        AssertSentTwice(underWay);
    }

    async Task Join() => nodes.Add(await ApiHostUnderTest.Beside(App, ("Webhooks:AllowLoopback", "true")));

    async Task ToBeTold() => expected.Add(Text(await Happen()));

    /// <summary>A message that has come and is not answered, and an event behind it.</summary>
    async Task<(ReceivedMessage UnderWay, TaskCompletionSource<(int, (string, string)[])> Answer)> Hold()
    {
        var answer = new TaskCompletionSource<(int, (string, string)[])>(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = _ => answer.Task;
        await ToBeTold();
        var underWay = await receiver.NextAsync();
        receiver.Say(204);
        await ToBeTold();
        return (underWay, answer);
    }

    /// <summary>Everything was told, in order, and whatever came twice came as it was before anything else did.</summary>
    async Task AllTold()
    {
        await Until($"select position = (select max(seq_id) from log.mt_events) from ozg.webhook where id = '{hook.Text("id")}'");
        var once = receiver.Messages.Where((message, at) => at == 0 || receiver.Messages[at - 1].Id != message.Id).ToArray();
        Assert.That(once.Select(message => message.Id), Is.Unique);
        Assert.That(once.SelectMany(IdsOf), Is.EqualTo(expected));
        Assert.That((await Deliveries(hook)).Texts("status"), Is.All.EqualTo("delivered"));
    }

    void AssertSentTwice(ReceivedMessage underWay)
    {
        var sent = receiver.Messages.Where(message => message.Id == underWay.Id).ToArray();
        Assert.That(sent, Has.Length.EqualTo(2));
        Assert.That(sent[1].Body, Is.EqualTo(underWay.Body));
        Assert.That(receiver.Messages.Select(message => message.Id).Distinct().Count(), Is.EqualTo(receiver.Messages.Count - 1), "nothing else came twice");
    }

    async Task Until(string question)
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await source.Until(question);
    }
}
