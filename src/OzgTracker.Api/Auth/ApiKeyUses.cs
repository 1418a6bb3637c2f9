using System.Collections.Concurrent;
using Npgsql;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.Auth;

/// <summary>Writes when API keys were used last: once a minute for all of them, so that no request waits for it.</summary>
sealed partial class ApiKeyUses(NpgsqlDataSource source, TimeProvider clock, ILogger<ApiKeyUses> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    ConcurrentDictionary<string, DateTimeOffset> uses = new(StringComparer.Ordinal);

    /// <summary>A key that is good was used.</summary>
    public void Note(string id) => uses[id] = clock.GetUtcNow();

    /// <summary>Writes what has been noted; what cannot be written now is noted again.</summary>
    public async Task Flush(CancellationToken ct)
    {
        var noted = Interlocked.Exchange(ref uses, new(StringComparer.Ordinal));
        if (noted.IsEmpty) return;
        try
        {
            await ApiKeyTable.NoteUses(source, noted, ct);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or ObjectDisposedException)   // the last: a host that is torn down
        {
            LogTrouble(error);
            foreach (var (id, at) in noted) uses.TryAdd(id, at);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Flush(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The API is being stopped.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Flush(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When API keys were used last could not be written; it tries again.")]
    private partial void LogTrouble(Exception error);
}
