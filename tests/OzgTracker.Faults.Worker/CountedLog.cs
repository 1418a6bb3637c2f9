using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;
using OzgTracker.EventStore.Schema;

namespace OzgTracker.Faults.Worker;

/// <summary>The only event of the counted log.</summary>
public sealed record Ticked(int Number);

/// <summary>Counts the events of each stream, and deliberately not so that a repetition is harmless: a page taken in twice or lost shows in the number.</summary>
public sealed class CountProjection() : Projection("count", version: 1)
{
    public const string Table = $"{InService}.{Counts}";

    const string Counts = "count_v1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Counts];

    /// <inheritdoc/>
    public override string Schema => $"create table {Counts} (stream_id varchar not null primary key, n bigint not null)";

    /// <inheritdoc/>
    public override Task Apply(ProjectionPage page, CancellationToken ct)
    {
        foreach (var stream in page.Events.GroupBy(happened => happened.StreamKey).OrderBy(stream => stream.Key, StringComparer.Ordinal))
            page.QueueSqlCommand(
                $"insert into {Counts} as counted (stream_id, n) values ($1, $2) on conflict (stream_id) do update set n = counted.n + excluded.n",
                stream.Key,
                (long)stream.Count());
        return Task.CompletedTask;
    }
}

/// <summary>A log with the one projection that forgives nothing.</summary>
public static class CountedLog
{
    public static DocumentStore Open(string connectionString, Action<StoreOptions>? configure = null) => DocumentStore.For(options =>
    {
        options.ConnectionString = connectionString;
        options.PageSize = 50;
        options.StandbyInterval = TimeSpan.FromMilliseconds(100);
        options.MapEventType(typeof(Ticked), "ticked", (JsonTypeInfo<Ticked>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Ticked)));
        options.LiveStreamAggregation<int, Ticked>(0, (count, _) => count + 1);
        options.Projections.Add(new CountProjection());
        Mutation.Break(options);
        configure?.Invoke(options);
    });

    public static async Task Migrate(string connectionString)
    {
        await using var store = Open(connectionString);
        await new SchemaMigrator(store.DataSource, Migration.EventStore).MigrateAsync(CancellationToken.None);
        await store.Projections.CreateMissingAsync(CancellationToken.None);
    }
}
