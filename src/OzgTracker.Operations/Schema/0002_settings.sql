-- 0002_settings.sql
-- Why:   small facts about this installation, and keys that all its nodes share (signing of page cursors).
-- Locks: none; creates new objects only.
-- Undo:  drop table ozg.setting, ozg.secret; page cursors that clients hold become invalid.

create table ozg.setting (
    name  varchar not null primary key,
    value varchar not null
);

create table ozg.secret (
    name  varchar not null primary key,
    value bytea   not null
);
