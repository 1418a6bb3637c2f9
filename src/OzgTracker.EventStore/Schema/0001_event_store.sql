-- 0001_event_store.sql
-- Why:   the event log, column for column what Marten 9 expects (single tenant, string stream keys), and our own small things beside it.
-- Locks: none on existing data; creates new objects only.
-- Undo:  drop schema log cascade; drop schema ozg cascade; destroys the log: never on a live database.

create schema log;

create table log.mt_streams (
    id          varchar     not null constraint pkey_mt_streams_id primary key,
    type        varchar,
    version     bigint,
    timestamp   timestamptz not null default now(),
    created     timestamptz not null default now(),
    tenant_id   varchar     default '*DEFAULT*',
    is_archived boolean     default false
);

create table log.mt_events (
    seq_id         bigint       not null constraint pkey_mt_events_seq_id primary key,   -- the position; given before commit, see README: settled position
    id             uuid         not null,
    stream_id      varchar,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea,                                                                -- Marten 9 only; always null here
    type           varchar(500) not null,                                                -- the stored name, never a CLR name
    timestamp      timestamptz  not null default now(),                                  -- recordedAt; business dates are in data
    tenant_id      varchar      default '*DEFAULT*',
    mt_dotnet_type varchar,                                                              -- informative; never used to find the type
    correlation_id varchar,
    causation_id   varchar,
    headers        jsonb,
    is_archived    boolean      default false,
    constraint fkey_mt_events_stream_id foreign key (stream_id) references log.mt_streams (id) on delete cascade
);

create unique index pk_mt_events_stream_and_version on log.mt_events (stream_id, version);

create sequence log.mt_events_sequence owned by log.mt_events.seq_id;

create table log.mt_event_progression (
    name         varchar     not null constraint pk_mt_event_progression primary key,
    last_seq_id  bigint,
    last_updated timestamptz default transaction_timestamp()
);

create table log.mt_high_water_skips (
    ending_sequence   bigint      not null constraint pkey_mt_high_water_skips_ending_sequence primary key,
    starting_sequence bigint      not null,
    timestamp         timestamptz default transaction_timestamp()
);

-- Raises what Marten raises: MT001 for an archived stream, MT003 for another version than expected. Called only when an append found no row.
create function ozg.refuse_append(stream varchar, expected bigint) returns bigint
language plpgsql volatile as $$
declare
    found record;
begin
    select version, is_archived into found from log.mt_streams where id = stream;
    if found.is_archived then
        raise exception using errcode = 'MT001', message = format('Stream %s is archived', stream);
    end if;
    raise exception using
        errcode = 'MT003',
        message = format('Stream %s is at version %s, expected was %s', stream, coalesce(found.version, 0), expected),
        detail  = stream,
        hint    = coalesce(found.version, 0)::text;
end
$$;

-- A projection that stopped at an event, for every node and the command line to see.
create table ozg.projection_failure (
    name        varchar     not null primary key,
    position    bigint      not null,
    event_type  varchar     not null,
    error       varchar     not null,
    occurred_at timestamptz not null default now()
);
