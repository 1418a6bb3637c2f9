-- 0007_write_guard.sql
-- Why:   who may write, and for whom, is decided in memory; the transaction of the write makes sure that it is still so.
-- Locks: none; creates functions only.
-- Undo:  drop function ozg.refuse_moved; drop function ozg.refuse_key; programs that call them can write no more.

-- Raises OZG01: the territory of a unit has moved after the position that the caller knows of. The detail is the stream, the hint the position. Called for an event that is found only,
-- so that a write pays for a look at one index and not for a function.
create function ozg.refuse_moved(stream varchar, moved_at bigint) returns void
language plpgsql stable as $$
begin
    raise exception using
        errcode = 'OZG01',
        message = format('%s has moved at position %s', stream, moved_at),
        detail  = stream,
        hint    = moved_at::text;
end
$$;

-- Raises OZG02: an API key has been revoked or has expired since it was looked at.
create function ozg.refuse_key(key varchar) returns void
language plpgsql stable as $$
begin
    raise exception using
        errcode = 'OZG02',
        message = format('API key %s is not good any more', key);
end
$$;
