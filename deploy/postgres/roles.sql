-- roles.sql
-- Why:   least privilege. Four group roles without login: who owns the schemas, who serves requests, who keeps the read models, who only looks.
-- Run:   as a superuser, in the database of OzgTracker, after every `ozg migrate`: psql -v ON_ERROR_STOP=1 -f deploy/postgres/roles.sql
--        Running it again changes nothing that is as it should be, and takes back what was granted beside it.
-- Locks: none that a reader or a writer of events would wait for; one transaction, so nobody sees half of it.
-- Undo:  reassign owned by ozg_owner to <role>; drop owned by ozg_app, ozg_projector, ozg_bi; drop role …
--
-- Logins are yours to make, one for each process or person, as members of a group; run this file again afterwards: it gives members their time limits,
-- which PostgreSQL does not inherit.
--   create role ozg_migrate login password '…' in role ozg_owner;      -- `ozg migrate`, imports, rebuilds, ConnectionStrings__OzgTrackerOwner
--   create role ozg_api     login password '…' in role ozg_app;        -- ConnectionStrings__OzgTracker
--   create role ozg_daemon  login password '…' in role ozg_projector;  -- ConnectionStrings__OzgTrackerProjector
--   create role powerbi     login password '…' connection limit 10 in role ozg_bi;

begin;

do $$
declare
    wanted text;
begin
    foreach wanted in array array['ozg_owner', 'ozg_app', 'ozg_projector', 'ozg_bi'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin', wanted);
        end if;
    end loop;
end
$$;

-- The owner owns what there is; what its members make later is its own because they start as it (see the end).
do $$
declare
    object record;
begin
    execute format('grant create, connect, temporary on database %I to ozg_owner', current_database());
    execute format('grant connect, temporary on database %I to ozg_app, ozg_projector', current_database());
    execute format('grant connect on database %I to ozg_bi', current_database());
    execute format('revoke temporary on database %I from public', current_database());
    for object in
        select oid, nspname from pg_namespace where nspname in ('log', 'ozg', 'read', 'bi') and nspowner <> 'ozg_owner'::regrole
    loop
        execute format('alter schema %I owner to ozg_owner', object.nspname);
    end loop;
    for object in
        select class.oid::regclass as name, case class.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind
          from pg_class as class
          join pg_namespace as namespace on namespace.oid = class.relnamespace
         where namespace.nspname in ('log', 'ozg', 'read', 'bi')
           and class.relkind in ('r', 'p', 'v', 'm', 'S')
           and class.relowner <> 'ozg_owner'::regrole
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = class.oid and deptype in ('a', 'i') and class.relkind = 'S')
    loop
        execute format('alter %s %s owner to ozg_owner', object.kind, object.name);
    end loop;
    for object in
        select routine.oid::regprocedure as name
          from pg_proc as routine
          join pg_namespace as namespace on namespace.oid = routine.pronamespace
         where namespace.nspname in ('log', 'ozg', 'read', 'bi')
           and routine.proowner <> 'ozg_owner'::regrole
    loop
        execute format('alter routine %s owner to ozg_owner', object.name);
    end loop;
end
$$;

revoke create on schema public from public;
revoke all on all tables    in schema log, ozg, read from public, ozg_app, ozg_projector, ozg_bi;
revoke all on all sequences in schema log, ozg, read from public, ozg_app, ozg_projector, ozg_bi;
revoke all (version, timestamp) on log.mt_streams from ozg_app;
revoke all on schema log, ozg, read from public, ozg_app, ozg_projector, ozg_bi;

grant usage on schema log, ozg, read to ozg_app, ozg_projector;

-- The application: appends to the log and reads everything; what happened it can neither change nor take away.
grant select on all tables in schema log, read to ozg_app;
grant insert on log.mt_streams, log.mt_events to ozg_app;
grant update (version, timestamp) on log.mt_streams to ozg_app;
grant usage, select on sequence log.mt_events_sequence to ozg_app;
grant select on ozg.migration, ozg.projection_failure to ozg_app;
grant select, insert on ozg.idempotency, ozg.secret to ozg_app;
grant select, insert, update on ozg.setting to ozg_app;
grant execute on procedure ozg.claim_idempotency_key to ozg_app;   -- both delete only what is past its retention
grant execute on function ozg.purge_idempotency to ozg_app;

-- The projector: reads the log, writes what is derived from it.
grant select on all tables in schema log to ozg_projector;
grant select on sequence log.mt_events_sequence to ozg_projector;
grant insert, update on log.mt_event_progression to ozg_projector;
grant select, insert, update, delete, truncate on all tables in schema read to ozg_projector;
grant select on ozg.migration to ozg_projector;
grant select, insert, update, delete on ozg.projection_failure to ozg_projector;

-- Tables that only newer programs have.
do $$
begin
    if to_regclass('ozg.audit_block') is not null then
        grant select on ozg.audit_block to ozg_app;
        grant select, insert on ozg.audit_block to ozg_projector;
    end if;
    if to_regclass('ozg.api_key') is not null then   -- name, role and scope of a key stay as they were given
        grant select on ozg.api_key to ozg_app;
        grant insert (id, name, role, keys, states, hash, created_by, created_at, expires_at) on ozg.api_key to ozg_app;
        grant update (hash, previous_hash, previous_until, rotated_at, expires_at, last_used_at, revoked_at, revoked_by) on ozg.api_key to ozg_app;
    end if;
    if to_regclass('ozg.access_event') is not null then
        grant select on ozg.access_event to ozg_app;   -- the moment of a row is the database's alone
        grant insert (kind, subject, role, issuer, method, operation, route, status, code, trace_id, count, position, detail) on ozg.access_event to ozg_app;
        grant execute on function ozg.purge_access_event to ozg_app;   -- deletes only what is past its retention
    end if;
    if to_regclass('ozg.link') is not null then   -- imports of evidence are the owner's; the check of links is the application's
        grant select, insert, update, delete on ozg.link to ozg_app;
        grant select, insert, update on ozg.link_host to ozg_app;
    end if;
    if to_regclass('ozg.webhook') is not null then   -- where it goes and what passes stay as they were given; secrets are for no other role to read
        grant select on ozg.webhook, ozg.webhook_delivery to ozg_app;
        grant insert (id, url, description, types, states, ozg_ids, created_by, created_at, secret, position) on ozg.webhook to ozg_app;
        grant update (secret, previous_secret, previous_until, rotated_at, position, disabled_at, disabled_reason, removed_at, removed_by) on ozg.webhook to ozg_app;
        grant insert (webhook_id, message_id, after_position, upto_position, events, status, created_at, attempts, attempted_at, http_status, duration_ms, error, next_attempt_at)
            on ozg.webhook_delivery to ozg_app;
        grant update (status, attempts, attempted_at, http_status, duration_ms, error, next_attempt_at) on ozg.webhook_delivery to ozg_app;
        grant execute on function ozg.purge_webhook_delivery to ozg_app;   -- deletes only what is past its retention
    end if;
end
$$;

-- BI sees the views of schema bi and nothing else; deploy/postgres/bi.sql makes and grants them.

-- What the owner makes later.
alter default privileges for role ozg_owner in schema read grant select on tables to ozg_app;
alter default privileges for role ozg_owner in schema read grant select, insert, update, delete, truncate on tables to ozg_projector;
alter default privileges for role ozg_owner in schema log grant select on tables to ozg_app, ozg_projector;

-- Time limits of every login that is a member; they hold from its next connection on.
do $$
declare
    member record;
begin
    for member in
        with recursive membership as (
            select groups.rolname as of_group, members.member
              from pg_roles as groups
              join pg_auth_members as members on members.roleid = groups.oid
             where groups.rolname in ('ozg_owner', 'ozg_app', 'ozg_projector', 'ozg_bi')
            union
            select membership.of_group, members.member
              from membership
              join pg_auth_members as members on members.roleid = membership.member
        )
        select membership.of_group, login.rolname
          from membership
          join pg_roles as login on login.oid = membership.member
         where login.rolcanlogin
           and not login.rolsuper
    loop
        case member.of_group
            when 'ozg_owner' then
                execute format('alter role %I set role = ''ozg_owner''', member.rolname);
                execute format('alter role %I set idle_in_transaction_session_timeout = ''5min''', member.rolname);
            when 'ozg_app', 'ozg_projector' then
                execute format('alter role %I set idle_in_transaction_session_timeout = ''30s''', member.rolname);
                execute format('alter role %I set client_min_messages = ''warning''', member.rolname);   -- a commit without its standby is a warning
            else
                execute format('alter role %I set default_transaction_read_only = on', member.rolname);
                execute format('alter role %I set statement_timeout = ''60s''', member.rolname);
                execute format('alter role %I set temp_file_limit = ''4GB''', member.rolname);   -- which nobody but a superuser can raise
                execute format('alter role %I set idle_in_transaction_session_timeout = ''30s''', member.rolname);
        end case;
    end loop;
end
$$;

commit;
