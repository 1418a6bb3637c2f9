-- 0005_api_keys.sql
-- Why:   keys of machine clients. A key itself is shown once and never stored: here is its SHA-256, which is enough to recognise 256 random bits.
-- Locks: none; creates new objects only.
-- Undo:  drop table ozg.api_key; every API key is void then.

create table ozg.api_key (
    id             varchar     not null constraint pkey_api_key primary key,
    name           varchar     not null,                       -- what the client is, never who
    role           varchar     not null constraint role_api_key check (role in ('reader', 'reporter', 'coordinator', 'admin')),
    keys           varchar[]   not null default '{}',          -- of a reporter
    states         varchar[]   not null default '{}',          -- of a coordinator
    hash           bytea       not null constraint hash_api_key check (octet_length(hash) = 32),
    previous_hash  bytea       constraint previous_hash_api_key check (octet_length(previous_hash) = 32),
    previous_until timestamptz,                                -- until then the secret before the last rotation works on
    created_by     varchar     not null,
    created_at     timestamptz not null,
    rotated_at     timestamptz,
    expires_at     timestamptz not null,
    last_used_at   timestamptz,
    revoked_at     timestamptz,
    revoked_by     varchar,
    constraint lifetime_api_key check (expires_at <= coalesce(rotated_at, created_at) + interval '366 days'),
    constraint previous_api_key check ((previous_hash is null) = (previous_until is null)),
    constraint revoked_api_key check ((revoked_at is null) = (revoked_by is null))
);

-- Of living keys a name says which one is meant.
create unique index uq_api_key_name on ozg.api_key (name) where revoked_at is null;
