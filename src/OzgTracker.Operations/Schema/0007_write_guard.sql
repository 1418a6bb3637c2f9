-- 0007_write_guard.sql
-- Why:   who may write, and for whom, is decided in memory; the transaction of the write makes sure that it is still so.
-- Locks: none; creates functions only.
-- Undo:  drop function ozg.require_unmoved; drop function ozg.require_key; programs that call them can write no more.

-- Raises OZG01 when the territory of a unit has moved after the position that the caller knows of: its detail is the stream, its hint the position.
create function ozg.require_unmoved(streams text[], positions bigint[], kinds text[]) returns void
language plpgsql stable as $$
declare
    moved record;
begin
    select event.stream_id, event.seq_id
      into moved
      from unnest(streams, positions) as known (stream, position)
      join log.mt_events as event on event.stream_id = known.stream
     where event.seq_id > known.position
       and event.type = any (kinds)
     order by event.seq_id desc
     limit 1;
    if found then
        raise exception using
            errcode = 'OZG01',
            message = format('%s has moved at position %s', moved.stream_id, moved.seq_id),
            detail  = moved.stream_id,
            hint    = moved.seq_id::text;
    end if;
end
$$;

-- Raises OZG02 when an API key has been revoked or has expired since it was looked at. A key may take itself back: what its own transaction does to it does not count.
create function ozg.require_key(key varchar) returns void
language plpgsql stable as $$
begin
    if not exists (select from ozg.api_key where id = key and (revoked_at is null or api_key.xmin = pg_current_xact_id_if_assigned()::xid) and expires_at > now()) then
        raise exception using
            errcode = 'OZG02',
            message = format('API key %s is not good any more', key);
    end if;
end
$$;
