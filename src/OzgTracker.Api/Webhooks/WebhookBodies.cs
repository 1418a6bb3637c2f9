using OzgTracker.Api.Changes;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>What is sent: a batch of CloudEvents, made from the log each time, so that nothing is kept twice.</summary>
/// <param name="Body">Empty when nothing passes.</param>
/// <param name="UpTo">Position of the last event in it; of the last one that was looked at when nothing passes.</param>
/// <param name="Events">How many.</param>
sealed record WebhookBody(byte[] Body, long UpTo, int Events);

/// <summary>Puts messages together. The same range gives the same bytes: events do not change.</summary>
sealed class WebhookBodies(ChangeReader reader, CloudEvents events)
{
    /// <summary>What Standard Webhooks recommends.</summary>
    public const int MostBytes = 20_000;

    public const int MostEvents = 100;

    /// <summary>The next events that pass, as many as fit.</summary>
    public async Task<WebhookBody> Next(Webhook hook, long after, long head, CancellationToken ct)
    {
        var slice = await reader.ReadAsync(after, head, FilterOf(hook), MostEvents, ct);
        return slice.Items.Count == 0 ? new WebhookBody([], slice.NextAfter, 0) : await Pack(slice.Items, ct);
    }

    /// <summary>The same message again.</summary>
    public async Task<byte[]> Again(Webhook hook, WebhookDelivery delivery, CancellationToken ct)
    {
        var found = new List<Change>();
        for (var (after, isAtHead) = (delivery.After!.Value, false); !isAtHead && found.Count < delivery.Events;)
        {
            var slice = await reader.ReadAsync(after, delivery.UpTo!.Value, FilterOf(hook), delivery.Events - found.Count, ct);
            found.AddRange(slice.Items);
            (after, isAtHead) = (slice.NextAfter, slice.IsAtHead);
        }

        return (await Pack(found, ct)).Body;
    }

    public byte[] Test(Webhook hook, string messageId, DateTimeOffset now) => [(byte)'[', .. events.Test(messageId, $"webhook-{hook.Id}", now), (byte)']'];

    static ChangeFilter FilterOf(Webhook hook) => new(hook.Types, hook.States, hook.OzgIds);

    async Task<WebhookBody> Pack(IReadOnlyList<Change> changes, CancellationToken ct)
    {
        using var body = new MemoryStream();
        body.WriteByte((byte)'[');
        var (upTo, count) = (0L, 0);
        foreach (var change in changes)
        {
            var json = change.Json;
            if (json.Length + 2 > MostBytes) json = events.Thin(await reader.ReadOneAsync(change.Position, ct));
            if (count > 0 && body.Length + 1 + json.Length + 1 > MostBytes) break;
            if (count > 0) body.WriteByte((byte)',');
            body.Write(json.Span);
            (upTo, count) = (change.Position, count + 1);
        }

        body.WriteByte((byte)']');
        return new WebhookBody(body.ToArray(), upTo, count);
    }
}
