-- 0008_evidence_source.sql
-- Why:   what official sources said last, so that a later message can be understood and taken back: a Zuständigkeit comes without its Onlinedienst, a deletion names an id only.
--        And what the check of links has seen. Nothing here is a fact of its own: what was concluded from it is in the log.
-- Locks: none; creates new objects only.
-- Undo:  drop table ozg.xzufi_object, ozg.dashboard_row, ozg.evidence_due, ozg.evidence_cursor, ozg.link, ozg.link_host; feeds are then read from their beginning.

create table ozg.xzufi_object (
    kind      varchar     not null constraint kind_xzufi_object check (kind in ('leistung', 'onlinedienst', 'zustaendigkeit')),
    id        varchar     not null,   -- schemeAgencyID/schemeID/value
    leika_ids varchar[],              -- of a leistung
    urls      varchar[],              -- of an onlinedienst
    assurance varchar,
    parent    varchar,                -- of a zustaendigkeit
    services  varchar[],
    areas     varchar[],
    seen_at   timestamptz not null,
    constraint pkey_xzufi_object primary key (kind, id)
);

create index idx_xzufi_object_leika on ozg.xzufi_object using gin (leika_ids) where kind = 'leistung';
create index idx_xzufi_object_services on ozg.xzufi_object using gin (services) where kind = 'zustaendigkeit';
create index idx_xzufi_object_parent on ozg.xzufi_object (parent) where kind = 'zustaendigkeit';

create table ozg.dashboard_row (
    leika_id varchar     not null,
    area     varchar     not null,
    url      varchar     not null,
    reason   varchar,                -- why the row is no evidence; null while it is
    seen_at  timestamptz not null,
    constraint pkey_dashboard_row primary key (leika_id, area, url)
);

-- Addresses on which a source has changed its mind and whose cells have not been told yet. Filled with the change, emptied after the events: what is cut off is done again, not skipped.
create table ozg.evidence_due (
    source   varchar     not null,
    leika_id varchar     not null,
    area     varchar     not null,
    url      varchar     not null,
    seen_at  timestamptz not null,
    constraint pkey_evidence_due primary key (source, leika_id, area, url)
);

create table ozg.evidence_cursor (
    feed       varchar     not null constraint pkey_evidence_cursor primary key,   -- its address
    next_index bigint      not null,
    next_url   varchar,                                                            -- the next question, where the feed words it itself
    moved_at   timestamptz not null
);

create table ozg.link (
    url            varchar     not null constraint pkey_link primary key,
    host           varchar     not null,               -- with scheme and port
    due_at         timestamptz not null,
    checked_at     timestamptz,
    outcome        varchar,                            -- alive, or why not: 404, tls, dns, timeout …; blocked, robots: not visited
    failures       integer     not null default 0,     -- days with a failure, without a success in between
    failed_on      date,                               -- the last of them
    recorded       varchar,                            -- alive or dead: what the cells were told last
    recorded_at    timestamptz,
    is_unrecorded  boolean     not null default false  -- the cells have still to be told
);

create index idx_link_host on ozg.link (host, due_at);
create index idx_link_unrecorded on ozg.link (checked_at) where is_unrecorded;

create table ozg.link_host (
    host         varchar     not null constraint pkey_link_host primary key,
    leased_until timestamptz not null default '-infinity',   -- while a node visits it no other does
    next_at      timestamptz not null default '-infinity',
    failures     integer     not null default 0,             -- in a row, for the back-off
    robots       varchar,                                    -- robots.txt, its first 64 kB
    robots_at    timestamptz
);
