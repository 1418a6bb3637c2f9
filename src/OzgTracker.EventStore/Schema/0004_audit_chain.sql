-- 0004_audit_chain.sql
-- Why:   the audit chain: what the log held when it was sealed, block by block, so that a later change is found and named. README: audit chain.
-- Locks: none on existing data; creates a new object only.
-- Undo:  drop table ozg.audit_block; what was sealed can then no longer be proven, and a new chain vouches only from that day on.

-- Blocks follow one another without a gap in positions, so an event that is put between two others later lies within one.
create table ozg.audit_block (
    number         bigint      not null primary key,   -- 1, 2, 3, ...
    first_position bigint      not null,               -- inclusive: one past the last position of the block before
    last_position  bigint      not null,               -- inclusive; numbers that no event has may be among them
    events         integer     not null,
    previous_hash  bytea       not null,               -- of the block before; 32 zero bytes in block 1
    hash           bytea       not null,
    locators       bytea       not null,               -- 16 bytes for each event, in order: position, first 8 bytes of its leaf
    sealed_at      timestamptz not null
);

-- Hashes do not compress.
alter table ozg.audit_block alter column locators set storage external;
