-- 0006_access_audit.sql
-- Why:   who came, who was turned away, what administrators did and when processes started: apart from the logs, with a retention of its own.
-- Locks: none; creates new objects only.
-- Undo:  drop table ozg.access_event; drop function ozg.purge_access_event, ozg.forget_subject; what was noted is gone.

create table ozg.access_event (
    id        bigint      generated always as identity constraint pkey_access_event primary key,
    at        timestamptz not null default clock_timestamp(),
    kind      varchar     not null,   -- AccessEventKind
    subject   varchar,                -- pseudonymous; null where nobody was known, and after it was erased
    role      varchar,
    issuer    varchar,
    method    varchar,
    operation varchar,
    route     varchar,                -- the template, never the path
    status    integer,
    code      varchar,
    trace_id  varchar,
    count     bigint      not null default 1 check (count > 0),
    position  bigint,
    detail    varchar
);

create index idx_access_event_at on ozg.access_event (at);
create index idx_access_event_kind on ozg.access_event (kind, id);
create index idx_access_event_subject on ozg.access_event (subject, id) where subject is not null;

-- Deletes at most so many rows that are older than the retention and returns how many; never one younger than a day. Runs with the owner's rights: the
-- application can neither change nor delete what it has noted.
create function ozg.purge_access_event(retention interval, at_most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    purged integer;
begin
    delete from ozg.access_event
     where ctid = any (array(
        select ctid
          from ozg.access_event
         where at < now() - greatest(retention, interval '24 hours')
         order by at
         limit at_most
           for update skip locked));
    get diagnostics purged = row_count;
    return purged;
end
$$;

-- Erases a subject from all rows and notes that this was done, not to whom. For the owner only: whoever may call it may blur its traces.
create function ozg.forget_subject(forgotten varchar) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    found bigint;
begin
    update ozg.access_event set subject = null where subject = forgotten;
    get diagnostics found = row_count;
    if found > 0 then
        insert into ozg.access_event (kind, count) values ('forgotten', found);
    end if;
    return found;
end
$$;

revoke all on function ozg.purge_access_event from public;
revoke all on function ozg.forget_subject from public;
