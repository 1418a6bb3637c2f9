using Microsoft.Extensions.Options;
using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.Api.Changes;

/// <summary>The end of the log for all followers of this process: one subscription, the last events ready as bytes, one signal for everybody.</summary>
/// <remarks>Nobody is waited for: whoever is slow finds that what it needs has left the memory, and reads pages from the database.</remarks>
sealed partial class ChangeTail(DocumentStore store, CloudEvents events, IOptions<ChangesOptions> options, TimeProvider clock, ILogger<ChangeTail> logger) : BackgroundService
{
    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    /// <summary>Nobody pays for a feed that nobody follows: a look costs as much as a report's own read.</summary>
    static readonly TimeSpan Unattended = TimeSpan.FromMilliseconds(500);

    /// <summary>Whoever has asked for a page will ask for the next one; until then its events are kept.</summary>
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly LogTail tail = store.Feed.Tail();
    Change[] recent = new Change[16];
    int first, count, bytes;
    long behind;
    long? head;
    TaskCompletionSource moved = Signal(), looked = Signal(), wanted = Signal();
    int beats, attending;
    long? asked;

    /// <summary>The last settled event that this process knows of; null until the first look has found it.</summary>
    public long? Head
    {
        get
        {
            lock (gate) return head;
        }
    }

    /// <summary>Ends when there is more, and with every heartbeat. Take it before you look.</summary>
    public Task Moved
    {
        get
        {
            lock (gate) return moved.Task;
        }
    }

    /// <summary>How many heartbeats there have been.</summary>
    public int Beats => Volatile.Read(ref beats);

    /// <summary>Looks at the log now, once for all who ask at the same time.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task LookAsync(CancellationToken ct)
    {
        Task look;
        lock (gate)
        {
            look = looked.Task;
            asked = clock.GetTimestamp();
            wanted.TrySetResult();
        }

        tail.Ring();
        await look.WaitAsync(ct);
    }

    /// <summary>Until it is given back the tail reads what is appended as soon as it is; otherwise it looks twice a second, and only for the end.</summary>
    public IDisposable Attend()
    {
        lock (gate)
        {
            attending++;
            wanted.TrySetResult();
        }

        return new Attendance(this);
    }

    /// <summary>The events behind a position that are in memory; false where it lies too far back.</summary>
    public bool TryRead(long after, int most, out IReadOnlyList<Change> changes)
    {
        lock (gate)
        {
            changes = [];
            if (head is null || after < behind) return false;
            var (low, high) = (0, count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (At(middle).Position <= after) low = middle + 1;
                else high = middle;
            }

            var page = new Change[Math.Min(most, count - low)];
            for (var at = 0; at < page.Length; at++) page[at] = At(low + at);
            changes = page;
            return true;
        }
    }

    public override void Dispose()
    {
        tail.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Follow(stoppingToken), Beat(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The API is being stopped.
        }
    }

    async Task Follow(CancellationToken ct)
    {
        while (true)
        {
            TaskCompletionSource look;
            lock (gate) (look, looked, wanted) = (looked, Signal(), Signal());   // whoever asks from now on is answered by the next look
            try
            {
                await Look(ct);
                look.TrySetResult();
                await WaitToBeWanted(ct);
                await tail.WaitAsync(ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                // Whatever it is: a tail that stood still without a word would look like a log in which nothing happens.
                look.TrySetException(error);
                _ = look.Task.Exception;   // perhaps nobody has asked
                LogTrouble(error);
                await Task.Delay(AfterTrouble, ct);
            }
        }
    }

    /// <summary>Reads what is new as long as somebody follows; else only where the log ends, however much a bulk append adds to it.</summary>
    async Task Look(CancellationToken ct)
    {
        while (IsFollowed)
            if (!Take(await tail.ReadAsync(ct)))
                return;

        await tail.SkipAsync(ct);
        Skip();
    }

    bool IsFollowed
    {
        get
        {
            lock (gate) return attending > 0 || (asked is { } at && clock.GetElapsedTime(at) < Remembered);
        }
    }

    async Task WaitToBeWanted(CancellationToken ct)
    {
        Task signal;
        lock (gate)
        {
            if (attending > 0) return;
            signal = wanted.Task;
        }

        await Task.WhenAny(signal, Task.Delay(Unattended, ct));
    }

    async Task Beat(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.HeartbeatSeconds), clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            Interlocked.Increment(ref beats);
            Wake();
        }
    }

    bool Take(IReadOnlyList<LoggedEvent> page)
    {
        if (page.Count == 0 && (tail.Position is null || Head is not null)) return false;
        var changes = page.Select(events.Change).ToArray();
        lock (gate)
        {
            if (head is null) behind = tail.Position!.Value;
            foreach (var change in changes) Add(change);
            head = tail.Position;
        }

        Wake();
        return changes.Length > 0;
    }

    /// <summary>Forgets what is in memory where the log has gone on without it.</summary>
    void Skip()
    {
        lock (gate)
        {
            if (tail.Position is not { } end || head == end) return;
            Array.Clear(recent);
            (first, count, bytes, behind, head) = (0, 0, 0, end, end);
        }

        Wake();
    }

    void Add(Change change)
    {
        while (count > 0 && (count == options.Value.RecentEvents || bytes + change.Json.Length > options.Value.RecentBytes)) Drop();
        if (count == recent.Length) Grow();
        recent[(first + count) % recent.Length] = change;
        count++;
        bytes += change.Json.Length;
    }

    void Drop()
    {
        var oldest = At(0);
        (behind, bytes) = (oldest.Position, bytes - oldest.Json.Length);
        recent[first] = null!;
        first = (first + 1) % recent.Length;
        count--;
    }

    void Grow()
    {
        var larger = new Change[recent.Length * 2];
        for (var at = 0; at < count; at++) larger[at] = At(at);
        (recent, first) = (larger, 0);
    }

    Change At(int index) => recent[(first + index) % recent.Length];

    void Wake()
    {
        TaskCompletionSource ended;
        lock (gate) (ended, moved) = (moved, Signal());
        ended.TrySetResult();
    }

    static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    sealed class Attendance(ChangeTail tail) : IDisposable
    {
        ChangeTail? attended = tail;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref attended, null) is not { } left) return;
            lock (left.gate) left.attending--;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of the log cannot be read; followers wait.")]
    private partial void LogTrouble(Exception error);
}
