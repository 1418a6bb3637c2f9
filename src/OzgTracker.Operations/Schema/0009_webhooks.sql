-- 0009_webhooks.sql
-- Why:   addresses that are told of new events, how far each of them is, and what became of what was sent. Events themselves are never copied: a delivery is a range of positions.
-- Locks: none; creates new objects only.
-- Undo:  drop table ozg.webhook_delivery; drop table ozg.webhook; drop function ozg.purge_webhook_delivery; nobody is told of anything then, and secrets are gone.

create table ozg.webhook (
    id              varchar     not null constraint pkey_webhook primary key,
    url             varchar     not null,
    description     varchar,
    types           varchar[]   not null default '{}',   -- stored names; empty means all, as below
    states          varchar[]   not null default '{}',
    ozg_ids         varchar[]   not null default '{}',
    created_by      varchar     not null,
    created_at      timestamptz not null,
    secret          bytea       constraint secret_webhook check (octet_length(secret) between 24 and 64),   -- it has to sign, so its hash would not do
    previous_secret bytea       constraint previous_secret_webhook check (octet_length(previous_secret) between 24 and 64),
    previous_until  timestamptz,                          -- until then the secret before the last rotation signs, too
    rotated_at      timestamptz,
    position        bigint      not null,                 -- everything up to here was delivered, or did not pass
    disabled_at     timestamptz,
    disabled_reason varchar,
    removed_at      timestamptz,
    removed_by      varchar,
    constraint previous_webhook check ((previous_secret is null) = (previous_until is null)),
    constraint disabled_webhook check ((disabled_at is null) = (disabled_reason is null)),
    constraint removed_webhook check ((removed_at is null) = (secret is not null) and (removed_at is null) = (removed_by is null))
);

-- Who asks twice, because the first answer was lost, does not get everything twice.
create unique index uq_webhook_what on ozg.webhook (url, types, states, ozg_ids) where removed_at is null;

create table ozg.webhook_delivery (
    id              bigint      generated always as identity constraint pkey_webhook_delivery primary key,
    webhook_id      varchar     not null constraint fkey_webhook_delivery references ozg.webhook (id),
    message_id      varchar     not null constraint message_webhook_delivery unique,
    after_position  bigint,                               -- what passes behind this one …
    upto_position   bigint,                               -- … up to this one; both null for a test
    events          integer     not null,
    status          varchar     not null default 'pending' constraint status_webhook_delivery check (status in ('pending', 'delivered', 'failed', 'skipped')),
    created_at      timestamptz not null,
    attempts        integer     not null default 0,
    attempted_at    timestamptz,
    http_status     integer,
    duration_ms     integer,
    error           varchar,
    next_attempt_at timestamptz
);

-- One after the other: the next is made when this one is through.
create unique index uq_webhook_delivery_pending on ozg.webhook_delivery (webhook_id) where status = 'pending';
create index idx_webhook_delivery_webhook on ozg.webhook_delivery (webhook_id, id);
create index idx_webhook_delivery_created_at on ozg.webhook_delivery (created_at);

-- Deletes at most so many deliveries that are over and older than the retention, and returns how many; never one younger than a day, and of a disabled webhook never the last, with which it goes on.
create function ozg.purge_webhook_delivery(retention interval, at_most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    purged integer;
begin
    delete from ozg.webhook_delivery
     where ctid = any (array(
        select old.ctid
          from ozg.webhook_delivery as old
         where old.created_at < now() - greatest(retention, interval '24 hours')
           and (old.status in ('delivered', 'skipped')
            or (old.status = 'failed' and exists (select from ozg.webhook_delivery as later where later.webhook_id = old.webhook_id and later.id > old.id)))
         order by old.created_at
         limit at_most
           for update skip locked));
    get diagnostics purged = row_count;
    return purged;
end
$$;

revoke all on function ozg.purge_webhook_delivery from public;
