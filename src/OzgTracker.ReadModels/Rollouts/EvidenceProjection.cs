using System.Security.Cryptography;
using System.Text;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.evidence_v1</c>: what each source said last of each address of each cell. Addresses of reports are in <c>read.status</c>.</summary>
/// <remarks>Rows only move forward in <c>position</c>. Addresses may be longer than an index takes, so they are found by their SHA-256.</remarks>
public sealed class EvidenceProjection : EventProjection
{
    /// <summary>The table; <c>read.evidence</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Entries}";

    const string Entries = "evidence_v1";

    /// <summary>Says which events change what.</summary>
    public EvidenceProjection()
        : base("evidence", version: 1)
    {
        Project<EvidenceRecorded>((e, ops) => Set(ops, e, e.Data.Source, e.Data.Url, e.Data.SeenAt, e.Data.AssuranceLevel, e.Data.Area, null));
        Project<EvidenceRefuted>((e, ops) => Set(ops, e, e.Data.Source, e.Data.Url, e.Data.SeenAt, null, null, e.Data.Reason));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Entries];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("evidence", Entries)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Entries} (
            municipality varchar     not null,
            ozg_id       varchar     not null,
            source       varchar     not null,
            url_hash     bytea       not null,   -- SHA-256 of url in UTF-8
            url          varchar     not null,
            seen_at      timestamptz not null,
            assurance    varchar,
            area         varchar,
            refutation   varchar,                -- null while the source stands by it
            position     bigint      not null,
            primary key (municipality, ozg_id, source, url_hash)
        );
        create index on {Entries} (url_hash);
        """;

    /// <summary>By which an address is found.</summary>
    public static byte[] Hash(string url) => SHA256.HashData(Encoding.UTF8.GetBytes(url));

    static void Set(IDocumentOperations ops, IEvent e, string source, string url, DateTimeOffset seenAt, AssuranceLevel? assurance, string? area, string? refutation)
    {
        if (!RolloutKey.TryParse(e.StreamKey, out var cell)) return;
        ops.QueueSqlCommand(
            $"""
            insert into {Entries} as entry (municipality, ozg_id, source, url_hash, url, seen_at, assurance, area, refutation, position)
            values ($1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''), nullif($9, ''), $10)
            on conflict (municipality, ozg_id, source, url_hash) do update
               set seen_at = excluded.seen_at, assurance = excluded.assurance, area = excluded.area, refutation = excluded.refutation, position = excluded.position
             where entry.position < excluded.position
            """,
            cell.Unit.Value, cell.Service.Value, source, Hash(url), url, seenAt.ToUniversalTime(), assurance is { } level ? Codes.Text(level) : "", area ?? "", refutation ?? "", e.Sequence);
    }
}
