using OzgTracker.EventStore.Daemon;

namespace OzgTracker.EventStore.Tests.Daemon;

/// <summary>A read model that writes down every event it is given, in the order it is given them; applied twice it would have it twice.</summary>
sealed class DiaryProjection(string name, Func<IEvent, bool>? stumblesOver = null) : EventStore.Daemon.Projection(name, version: 1)
{
    public string Table { get; } = $"read.diary_{name}";

    string Diary => $"diary_{Name}";

    /// <summary>The cause of the stumbling; a fix takes it away.</summary>
    public Func<IEvent, bool>? StumblesOver { get; set; } = stumblesOver;

    /// <summary>Called in the transaction of each page, after its rows were written.</summary>
    public Func<ProjectionPage, Task>? AfterRows { get; set; }

    public override IReadOnlyList<string> Tables => [Diary];

    public override string Schema => $"create table {Diary} (line bigserial, position bigint not null, page_end bigint not null)";

    public override async Task Apply(ProjectionPage page, CancellationToken ct)
    {
        foreach (var happened in page.Events)
        {
            if (StumblesOver?.Invoke(happened) == true) throw new FormatException($"{Name} does not like {happened.Data}.");
            await using var row = new Npgsql.NpgsqlCommand($"insert into {Diary} (position, page_end) values ($1, $2)", page.Connection)
            {
                Parameters = { new() { Value = happened.Sequence }, new() { Value = page.Position } },
            };
            await row.ExecuteNonQueryAsync(ct);
        }

        if (AfterRows is not null) await AfterRows(page);
    }
}

/// <summary>A read model as they are meant to be: rows move forward in position, so a page may come twice.</summary>
sealed class PlaceProjection : EventProjection
{
    public const string Table = "read.place";

    const string Places = "place";

    public PlaceProjection()
        : base("place", version: 1) =>
        Project<ParcelMoved>((e, ops) => ops.QueueSqlCommand(
            $"""
            insert into {Places} as known (stream, place, position)
            values ($1, $2, $3)
            on conflict (stream) do update
               set place = excluded.place, position = excluded.position
             where known.position < excluded.position
            """,
            e.StreamKey, e.Data.Place, e.Sequence));

    public override IReadOnlyList<string> Tables => [Places];

    public override string Schema => $"create table {Places} (stream varchar not null primary key, place varchar not null, position bigint not null)";
}
