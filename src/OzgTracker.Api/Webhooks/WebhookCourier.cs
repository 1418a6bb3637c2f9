using Npgsql;
using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Takes one step for one webhook: sends what is due, or puts the next message together and sends that.</summary>
/// <remarks>
/// What is sent is written down first, and the cursor moves in the statement that records the success. So a message may be sent twice, with the same id and bytes, and none is left out;
/// and messages of a webhook come one after the other.
/// </remarks>
sealed class WebhookCourier(WebhookBodies bodies, WebhookSender sender, TimeProvider clock)
{
    /// <summary>Events that do not pass are noted in larger pieces: to look through them again costs less than a write for each.</summary>
    const int WorthNoting = 1_000;

    /// <param name="pending">What is on its way already; null for nothing.</param>
    /// <param name="after">How far the log was looked through.</param>
    /// <param name="head">How far it may be.</param>
    /// <param name="execute">Does something on the session of the lead.</param>
    /// <returns>How far the log has been looked through now.</returns>
    public async Task<long> Step(Webhook hook, WebhookDelivery? pending, long after, long head, Execution execute, CancellationToken ct)
    {
        if (pending is not null)
        {
            if (pending.NextAttemptAt <= clock.GetUtcNow()) await Deliver(hook, pending, await bodies.Again(hook, pending, ct), execute, ct);
            return after;
        }

        var next = await bodies.Next(hook, after, head, ct);
        if (next.Events == 0)
        {
            if (next.UpTo - hook.Position >= WorthNoting) await execute(connection => WebhookDeliveryTable.Pass(connection, hook.Id, next.UpTo, ct), ct);
            return next.UpTo;
        }

        WebhookDelivery? begun = null;
        var messageId = $"msg_{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        await execute(async connection => begun = await WebhookDeliveryTable.Begin(connection, hook.Id, messageId, after, next.UpTo, next.Events, clock.GetUtcNow(), ct), ct);
        if (begun is not null) await Deliver(hook, begun, next.Body, execute, ct);
        return after;
    }

    async Task Deliver(Webhook hook, WebhookDelivery delivery, byte[] body, Execution execute, CancellationToken ct)
    {
        var attempt = await sender.Send(hook, delivery.MessageId, body, ct);
        await execute(connection => Record(connection, delivery, attempt, ct), ct);
    }

    Task Record(NpgsqlConnection connection, WebhookDelivery delivery, WebhookAttempt attempt, CancellationToken ct)
    {
        if (attempt.IsDelivered) return WebhookDeliveryTable.Succeed(connection, delivery.Id, attempt, ct);
        if (attempt.IsGone) return WebhookDeliveryTable.GiveUp(connection, delivery.Id, attempt, Webhook.Gone, ct);
        return RetrySchedule.After(delivery.Attempts + 1, attempt.RetryAfter, Random.Shared.NextDouble()) is { } pause
            ? WebhookDeliveryTable.Fail(connection, delivery.Id, attempt, clock.GetUtcNow() + pause, ct)
            : WebhookDeliveryTable.GiveUp(connection, delivery.Id, attempt, Webhook.Exhausted, ct);
    }

    /// <summary>Something that only the leader may do.</summary>
    public delegate Task Execution(Func<NpgsqlConnection, Task> what, CancellationToken ct);

    /// <summary>On the session of a lead.</summary>
    public static Execution On(Lead lead) => (what, ct) => lead.DoAsync(
        async connection =>
        {
            await what(connection);
            return true;
        },
        ct);
}
