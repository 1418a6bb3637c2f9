using System.Buffers;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OzgTracker.Api.Changes;

/// <summary>Serves streams: each has its own place in the log and is written to at its own pace, all wait for the same signal.</summary>
/// <remarks>What is written but not taken in is bounded by the server's buffer of a connection (64 KiB); then the writer waits, and after a while cuts the reader off.</remarks>
sealed partial class ChangeStreams(
    ChangeTail tail, ChangeReader reader, StandingAccess access, IHostApplicationLifetime lifetime, IOptions<ChangesOptions> options, TimeProvider clock, ILogger<ChangeStreams> logger)
{
    const int EventsAtOnce = 100;

    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    /// <param name="from">Position of the last event that the reader knows; null for the end of the log.</param>
    public async Task Serve(HttpContext context, ChangeFilter filter, long? from)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await Serve(context, filter, from, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader has left, or the server stops: the stream ends as any answer does.
        }
        catch (TimeoutException)
        {
            LogSlow();
        }
    }

    async Task Serve(HttpContext context, ChangeFilter filter, long? from, CancellationToken ct)
    {
        using var attendance = tail.Attend();
        var frames = new ArrayBufferWriter<byte>();
        var beats = tail.Beats;
        Say(frames, $"retry: {options.Value.RetryMilliseconds}\n\n");
        await Write(context, frames, ct);
        var position = from ?? await End(ct);
        Say(frames, $"id: {position}\n\n");   // so that whoever is cut off before the first event misses none
        for (var told = position; ;)
        {
            var moved = tail.Moved;
            var slice = await Read(position, filter, ct);
            foreach (var change in slice.Items) Append(frames, change);
            if (slice.Items.Count > 0) told = slice.Items[^1].Position;
            position = slice.NextAfter;
            var isBeat = beats != (beats = tail.Beats);
            if (position > told && (isBeat || !slice.IsAtHead)) Say(frames, $"id: {told = position}\n\n");
            if (isBeat)
            {
                if (!await access.IsGoodAsync(context)) return;
                Say(frames, $":\n\n");
            }

            if (frames.WrittenCount > 0) await Write(context, frames, ct);
            if (slice.IsAtHead) await moved.WaitAsync(ct);
        }
    }

    /// <summary>Where the log ends.</summary>
    async Task<long> End(CancellationToken ct)
    {
        try
        {
            await tail.LookAsync(ct);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            LogTrouble(error);
        }

        while (true)
        {
            var moved = tail.Moved;
            if (tail.Head is { } head) return head;
            await moved.WaitAsync(ct);
        }
    }

    /// <summary>Trouble with the database is waited out; the stream stays.</summary>
    async Task<ChangeSlice> Read(long position, ChangeFilter filter, CancellationToken ct)
    {
        if (tail.Head is not { } head) return new ChangeSlice([], position, IsAtHead: true);
        try
        {
            return await reader.ReadAsync(position, head, filter, EventsAtOnce, ct);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            LogTrouble(error);
            await Task.Delay(AfterTrouble, clock, ct);
            return new ChangeSlice([], position, IsAtHead: false);
        }
    }

    static void Append(ArrayBufferWriter<byte> frames, Change change)
    {
        Say(frames, $"id: {change.Position}\nevent: {change.Type}\ndata: ");
        frames.Write(change.Json.Span);
        frames.Write("\n\n"u8);
    }

    static void Say(ArrayBufferWriter<byte> frames, FormattableString text) => Encoding.UTF8.GetBytes(FormattableString.Invariant(text), frames);

    /// <summary>Sends what was put together, and begins anew.</summary>
    /// <exception cref="TimeoutException">The reader does not take it in; the connection is cut off then.</exception>
    async Task Write(HttpContext context, ArrayBufferWriter<byte> frames, CancellationToken ct)
    {
        var written = context.Response.Body.WriteAsync(frames.WrittenMemory, ct).AsTask();
        try
        {
            await written.WaitAsync(TimeSpan.FromSeconds(options.Value.SlowReaderSeconds), clock, CancellationToken.None);
            await context.Response.Body.FlushAsync(ct);
        }
        catch (TimeoutException)
        {
            context.Abort();
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // the bytes are read until then
            throw;
        }

        frames.ResetWrittenCount();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A reader of the change stream was too slow and was cut off.")]
    private partial void LogSlow();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of the log could not be read; a stream waits.")]
    private partial void LogTrouble(Exception error);
}
