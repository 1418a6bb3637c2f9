-- 0003_idempotency.sql
-- Why:   answers to write requests with an Idempotency-Key, stored in the transaction of their events, so that a repeated request gets the same answer.
-- Locks: none; creates new objects only.
-- Undo:  drop table ozg.idempotency; drop procedure ozg.claim_idempotency_key; drop function ozg.purge_idempotency; repeated requests then execute anew.

create table ozg.idempotency (
    client       varchar     not null,   -- subject of the token, pseudonymous
    method       varchar     not null,
    route        varchar     not null,   -- the template, not the path
    key          varchar     not null,
    fingerprint  bytea       not null,   -- SHA-256 of method, path, query and body
    status       smallint    not null,
    content_type varchar,
    location     varchar,
    etag         varchar,
    body         bytea       not null,
    created_at   timestamptz not null default now(),
    constraint pkey_idempotency primary key (client, method, route, key)
);

create index idx_idempotency_created_at on ozg.idempotency (created_at);

-- Takes a key for the current transaction or raises: OZ001 while another transaction has it, OZ002 when its answer is stored. Nobody waits here, so a
-- key cannot be part of a deadlock. An answer that is older than the retention is forgotten. Runs with the owner's rights: the application may not delete.
create procedure ozg.claim_idempotency_key(for_client varchar, for_method varchar, for_route varchar, for_key varchar, retention interval)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not pg_try_advisory_xact_lock(hashtextextended(format('%L %L %L %L', for_client, for_method, for_route, for_key), 0)) then
        raise exception using errcode = 'OZ001', message = 'The idempotency key is in use by another transaction';
    end if;
    delete from ozg.idempotency
     where client = for_client and method = for_method and route = for_route and key = for_key
       and created_at < now() - greatest(retention, interval '24 hours');
    if exists (select from ozg.idempotency where client = for_client and method = for_method and route = for_route and key = for_key) then
        raise exception using errcode = 'OZ002', message = 'The idempotency key has an answer';
    end if;
end
$$;

-- Forgets at most so many answers that are older than the retention and returns how many; never one younger than a day. Runs with the owner's rights.
create function ozg.purge_idempotency(retention interval, at_most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    purged integer;
begin
    delete from ozg.idempotency
     where ctid = any (array(
        select ctid
          from ozg.idempotency
         where created_at < now() - greatest(retention, interval '24 hours')
         order by created_at
         limit at_most
           for update skip locked));
    get diagnostics purged = row_count;
    return purged;
end
$$;

revoke all on procedure ozg.claim_idempotency_key from public;
revoke all on function ozg.purge_idempotency from public;
