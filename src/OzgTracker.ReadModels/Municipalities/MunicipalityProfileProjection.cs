using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.municipality_profile_v1</c>: what units say of themselves. A unit that never said anything has no row.</summary>
/// <remarks>Rows only move forward in <c>position</c>, so replaying a page is harmless.</remarks>
public sealed class MunicipalityProfileProjection : EventProjection
{
    /// <summary>The table; <c>read.municipality_profile</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Profiles}";

    const string Profiles = "municipality_profile_v1";

    /// <summary>Says which events change what.</summary>
    public MunicipalityProfileProjection()
        : base("municipality_profile", version: 1)
    {
        Project<DigitalStrategyReported>((e, ops) => Set(
            e, ops, ["strategy_state", "strategy_since", "strategy_url"],
            Sql.Text(e.Data.State is { } state ? Codes.Text(state) : null), Sql.Value(e.Data.Since, NpgsqlTypes.NpgsqlDbType.Date), Sql.Text(e.Data.Url)));
        Project<ItProviderAssigned>((e, ops) => Set(e, ops, ["it_provider"], Sql.Text(e.Data.Provider)));
        Project<ContactPointPublished>((e, ops) => Set(e, ops, ["mailbox", "contact_url"], Sql.Text(e.Data.Mailbox), Sql.Text(e.Data.Url)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Profiles];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("municipality_profile", Profiles)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Profiles} (
            id             varchar not null primary key,
            strategy_state varchar,
            strategy_since date,
            strategy_url   varchar,
            it_provider    varchar,
            mailbox        varchar,
            contact_url    varchar,
            position       bigint  not null
        );
        """;

    static void Set(IEvent e, IDocumentOperations ops, string[] columns, params object?[] values) => ops.QueueSqlCommand(
        $"""
        insert into {Profiles} as profile (id, position, {string.Join(", ", columns)})
        values ($1, $2, {string.Join(", ", columns.Select((_, index) => $"${index + 3}"))})
        on conflict (id) do update
           set {string.Join(", ", columns.Select(column => $"{column} = excluded.{column}"))}, position = excluded.position
         where profile.position < excluded.position
        """,
        [e.StreamKey[Municipality.StreamPrefix.Length..], e.Sequence, .. values]);
}
