-- Levels by Land and month of an export, in DuckDB. First, once a day:
--   curl -sfo status.csv 'http://127.0.0.1:5080/v1/exports/status.csv'
-- Keys are texts: all_varchar keeps their leading zeros, and what is to be counted is cast.
create or replace table status as
select * exclude (level, position), try_cast(nullif(level, '') as integer) as level, cast(position as bigint) as position
  from read_csv('status.csv', header = true, all_varchar = true);

select state, level, count(*) as cells, max(position) as last_position
  from status
 where model = 'ozg-1.1'
   and level is not null
 group by state, level
 order by state, level;
