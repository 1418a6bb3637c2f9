-- bi.sql
-- Why:   BI tools (Power BI, Excel, Metabase, Superset, Grafana, Tableau) ask SQL. Schema bi is what they see: a star of views over the read models, with names that stay.
-- Run:   as a superuser, in the database of OzgTracker, after deploy/postgres/roles.sql, at the first time and after every update: psql -v ON_ERROR_STOP=1 -f deploy/postgres/bi.sql
--        Running it again changes nothing that is as it should be. What deploy/bi holds (dashboards, questions, scripts) builds on it.
-- Locks: the views themselves for a moment; one transaction, so nobody sees half of it. The first run reads all transitions once (about a minute for 20 million).
-- Undo:  drop schema bi cascade;
--
-- A login of ozg_bi sees all Länder, unless bi.login_scope names some for it:
--   insert into bi.login_scope (login, state) values ('powerbi_nrw', '05');
-- Month ends are kept as rows, because they are made from all transitions at once. Every night, as a login of ozg_owner:
--   refresh materialized view concurrently bi.month_end;

begin;

set local client_min_messages = warning;
set local work_mem = '256MB';   -- for the month ends
set local role ozg_owner;

create schema if not exists bi;
comment on schema bi is 'OzgTracker for BI tools: dimensions (dim_), facts (fact_) and bridges. Keys of units and services are texts with leading zeros. Days are valid days, moments are UTC.';

-- Who sees which Land ------------------------------------------------------------------------------------------------------------------------------

create table if not exists bi.login_scope (
    login name       not null,
    state varchar(2) not null check (state ~ '^(0[1-9]|1[0-6])$'),
    primary key (login, state)
);
comment on table bi.login_scope is 'Länder that a login of ozg_bi is limited to. A login without a row sees all.';
comment on column bi.login_scope.login is 'Name of the login role.';
comment on column bi.login_scope.state is 'Land, two digits.';

create or replace function bi.visible_states() returns varchar[]
    language sql stable security definer set search_path = '' as
$$
    select coalesce(
        (select array_agg(scope.state) from bi.login_scope as scope where scope.login = session_user),
        array['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14', '15', '16']::varchar[])
$$;
comment on function bi.visible_states() is 'Länder that the login of this session sees; it stays the same after set role.';

-- Dimensions ---------------------------------------------------------------------------------------------------------------------------------------

create or replace view bi.dim_state as
select land.state::varchar(2) as state, land.iso, land.name
  from (values ('01', 'DE-SH', 'Schleswig-Holstein'), ('02', 'DE-HH', 'Hamburg'), ('03', 'DE-NI', 'Niedersachsen'), ('04', 'DE-HB', 'Bremen'),
               ('05', 'DE-NW', 'Nordrhein-Westfalen'), ('06', 'DE-HE', 'Hessen'), ('07', 'DE-RP', 'Rheinland-Pfalz'), ('08', 'DE-BW', 'Baden-Württemberg'),
               ('09', 'DE-BY', 'Bayern'), ('10', 'DE-SL', 'Saarland'), ('11', 'DE-BE', 'Berlin'), ('12', 'DE-BB', 'Brandenburg'),
               ('13', 'DE-MV', 'Mecklenburg-Vorpommern'), ('14', 'DE-SN', 'Sachsen'), ('15', 'DE-ST', 'Sachsen-Anhalt'), ('16', 'DE-TH', 'Thüringen')) as land (state, iso, name);
comment on view bi.dim_state is 'The 16 Länder.';
comment on column bi.dim_state.state is 'Land, two digits; key.';
comment on column bi.dim_state.iso is 'ISO 3166-2, for maps.';
comment on column bi.dim_state.name is 'German name.';

create or replace view bi.dim_size_class as
select size.size_class, size.sort_order, size.population_from, size.population_to
  from (values ('<500', 1, 0, 499), ('500-999', 2, 500, 999), ('1000-1999', 3, 1000, 1999), ('2000-4999', 4, 2000, 4999), ('5000-9999', 5, 5000, 9999),
               ('10000-19999', 6, 10000, 19999), ('20000-49999', 7, 20000, 49999), ('50000-99999', 8, 50000, 99999), ('100000-499999', 9, 100000, 499999),
               ('>=500000', 10, 500000, 2147483647)) as size (size_class, sort_order, population_from, population_to);
comment on view bi.dim_size_class is 'Classes of inhabitants, as in the API.';
comment on column bi.dim_size_class.size_class is 'Code; key.';
comment on column bi.dim_size_class.sort_order is '1 for the smallest.';
comment on column bi.dim_size_class.population_from is 'First number of inhabitants in it.';
comment on column bi.dim_size_class.population_to is 'Last number of inhabitants in it.';

create or replace view bi.dim_municipality with (security_barrier) as
select unit.id as unit, unit.ags, unit.ars, unit.name, unit.short_name, unit.kind, unit.designation, unit.state, land.name as state_name, unit.district,
       coalesce(district.name, case when unit.designation in ('kreisfreieStadt', 'stadtkreis') then unit.name end) as district_name,
       unit.association, association.name as association_name, unit.population, round(unit.area_ha / 100.0, 2) as area_km2, size.size_class, size.sort_order as size_class_order,
       unit.valid_from, unit.valid_to, unit.dissolved_on, unit.as_of as population_as_of, profile.strategy_state as digital_strategy,
       profile.strategy_since as digital_strategy_since, profile.it_provider, unit.position
  from read.municipality as unit
  join bi.dim_state as land on land.state = unit.state
  left join bi.dim_size_class as size on unit.population between size.population_from and size.population_to
  left join read.municipality as district on district.id = unit.district and district.kind = 'kreis'
  left join read.municipality as association on association.id = unit.association
  left join read.municipality_profile as profile on profile.id = unit.id
 where unit.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.dim_municipality is 'Reporting units as they are now or were last: Gemeinden, Gemeindeverbände, Kreise, gemeindefreie Gebiete; dissolved ones have dissolved_on. One row a unit.';
comment on column bi.dim_municipality.unit is 'Id of the unit, which never changes: the first AGS of a Gemeinde (8 digits), 5 digits of a Kreis, 9 of a Gemeindeverband; key.';
comment on column bi.dim_municipality.ags is 'Amtlicher Gemeindeschlüssel now, 8 digits; empty for Kreise and Verbände.';
comment on column bi.dim_municipality.ars is 'Amtlicher Regionalschlüssel now, 12 digits.';
comment on column bi.dim_municipality.name is 'Official name.';
comment on column bi.dim_municipality.short_name is 'Name without additions such as ", Stadt".';
comment on column bi.dim_municipality.kind is 'gemeinde, verband, kreis or gemeindefrei.';
comment on column bi.dim_municipality.designation is 'Official designation, such as kreisfreieStadt, markt, amt, landkreis.';
comment on column bi.dim_municipality.state is 'Land, two digits.';
comment on column bi.dim_municipality.state_name is 'German name of the Land.';
comment on column bi.dim_municipality.district is 'Kreis, 5 digits; of a kreisfreie Stadt its own.';
comment on column bi.dim_municipality.district_name is 'Name of the Kreis or kreisfreie Stadt.';
comment on column bi.dim_municipality.association is 'Id of the Gemeindeverband that it belongs to; empty for none.';
comment on column bi.dim_municipality.association_name is 'Name of that Verband.';
comment on column bi.dim_municipality.population is 'Inhabitants. Add those of one kind only: a Kreis counts those of its Gemeinden again.';
comment on column bi.dim_municipality.area_km2 is 'Square kilometres.';
comment on column bi.dim_municipality.size_class is 'Class of inhabitants, see dim_size_class.';
comment on column bi.dim_municipality.size_class_order is 'To sort size classes by.';
comment on column bi.dim_municipality.valid_from is 'First day; empty when it was there before the log began.';
comment on column bi.dim_municipality.valid_to is 'Last day; empty while it exists.';
comment on column bi.dim_municipality.dissolved_on is 'First day on which it was no more.';
comment on column bi.dim_municipality.population_as_of is 'State of the official register (Gebietsstand) that the row comes from.';
comment on column bi.dim_municipality.digital_strategy is 'none, inProgress or adopted; empty when unknown.';
comment on column bi.dim_municipality.digital_strategy_since is 'Since when.';
comment on column bi.dim_municipality.it_provider is 'IT provider as reported.';
comment on column bi.dim_municipality.position is 'Position in the log of the last event of the unit.';

create or replace view bi.dim_municipality_period with (security_barrier) as
select unit.id as unit, unit.valid_from, unit.valid_to, unit.ags, unit.ars, unit.name, unit.short_name, unit.kind, unit.designation, unit.state, unit.district,
       unit.association, unit.population, round(unit.area_ha / 100.0, 2) as area_km2, size.size_class, unit.position
  from read.municipality_period as unit
  left join bi.dim_size_class as size on unit.population between size.population_from and size.population_to
 where unit.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.dim_municipality_period is 'The same with validity (slowly changing dimension): a row for each stretch of days on which a unit had the same facts. Join: unit and day between valid_from and valid_to.';
comment on column bi.dim_municipality_period.unit is 'Id of the unit.';
comment on column bi.dim_municipality_period.valid_from is 'First day of the stretch; empty for the first one.';
comment on column bi.dim_municipality_period.valid_to is 'Last day of the stretch; empty for the present one.';
comment on column bi.dim_municipality_period.ags is 'AGS on those days.';
comment on column bi.dim_municipality_period.ars is 'ARS on those days.';
comment on column bi.dim_municipality_period.name is 'Name on those days.';
comment on column bi.dim_municipality_period.short_name is 'Short name on those days.';
comment on column bi.dim_municipality_period.kind is 'gemeinde, verband, kreis or gemeindefrei.';
comment on column bi.dim_municipality_period.designation is 'Designation on those days.';
comment on column bi.dim_municipality_period.state is 'Land, two digits.';
comment on column bi.dim_municipality_period.district is 'Kreis on those days, 5 digits.';
comment on column bi.dim_municipality_period.association is 'Gemeindeverband on those days.';
comment on column bi.dim_municipality_period.population is 'Inhabitants on those days.';
comment on column bi.dim_municipality_period.area_km2 is 'Square kilometres on those days.';
comment on column bi.dim_municipality_period.size_class is 'Class of inhabitants on those days.';
comment on column bi.dim_municipality_period.position is 'Position in the log of the event that began it.';

create or replace view bi.dim_service as
select service.ozg_id, service.name, service.topic_area, service.situation, service.situation_kind, array_to_string(service.types, '|') as types,
       array_to_string(service.tags, '|') as tags, array_to_string(service.executed_by, '|') as executed_by, service.municipal_execution, service.leika_count, service.position
  from read.service as service;
comment on view bi.dim_service is 'OZG services (Leistungsbündel) of the catalogue.';
comment on column bi.dim_service.ozg_id is 'OZG id, five digits; key.';
comment on column bi.dim_service.name is 'Official name.';
comment on column bi.dim_service.topic_area is 'Themenfeld.';
comment on column bi.dim_service.situation is 'Lebens- or Unternehmenslage.';
comment on column bi.dim_service.situation_kind is 'lebenslage or unternehmenslage.';
comment on column bi.dim_service.types is 'Types of its LeiKa services (2/3, 4, 5 …), joined by |.';
comment on column bi.dim_service.tags is 'Programmes without a last day, joined by |; with days in dim_service_tag.';
comment on column bi.dim_service.executed_by is 'Kinds of unit that execute it unless a Land says otherwise, joined by |.';
comment on column bi.dim_service.municipal_execution is 'Whether municipalities execute it, as the catalogue says.';
comment on column bi.dim_service.leika_count is 'Number of its LeiKa services.';
comment on column bi.dim_service.position is 'Position in the log of the last event of the service.';

create or replace view bi.dim_service_tag as
select tag.ozg_id, tag.tag, tag.valid_from, tag.valid_to, tag.source from read.service_tag as tag;
comment on view bi.dim_service_tag is 'Bridge: programmes of services (Fokusleistungen, EfA …) with their days.';
comment on column bi.dim_service_tag.ozg_id is 'OZG id.';
comment on column bi.dim_service_tag.tag is 'Programme.';
comment on column bi.dim_service_tag.valid_from is 'First day; empty for always.';
comment on column bi.dim_service_tag.valid_to is 'Last day; empty for none.';
comment on column bi.dim_service_tag.source is 'Where the assignment comes from.';

create or replace view bi.dim_leika_service as
select leika.leika_id, leika.ozg_id, leika.name, leika.type from read.leika_service as leika;
comment on view bi.dim_leika_service is 'Bridge: LeiKa services of each OZG service.';
comment on column bi.dim_leika_service.leika_id is 'LeiKa key, 14 digits.';
comment on column bi.dim_leika_service.ozg_id is 'OZG id.';
comment on column bi.dim_leika_service.name is 'Name of the LeiKa service.';
comment on column bi.dim_leika_service.type is 'Type (Typisierung).';

create or replace view bi.dim_level as
select model.id as model, model.definition ->> 'name' as model_name, (step ->> 'level')::smallint as level, step ->> 'name' as name, step ->> 'nameEn' as name_en,
       step ->> 'definition' as definition, (step ->> 'level')::smallint >= model.conformity_threshold as is_conform
  from read.maturity_model as model
 cross join lateral jsonb_array_elements(model.definition -> 'levels') as step;
comment on view bi.dim_level is 'Levels of each maturity model (Reifegradmodell). Key: model and level.';
comment on column bi.dim_level.model is 'Maturity model, such as ozg-1.1.';
comment on column bi.dim_level.model_name is 'Its name.';
comment on column bi.dim_level.level is 'Level (Reifegrad).';
comment on column bi.dim_level.name is 'German name of the level.';
comment on column bi.dim_level.name_en is 'English name.';
comment on column bi.dim_level.definition is 'What it means, in German.';
comment on column bi.dim_level.is_conform is 'Whether it is OZG-konform: at or above the threshold of the model.';

create or replace view bi.dim_date as
select day.day, extract(year from day.day)::smallint as year, extract(quarter from day.day)::smallint as quarter, extract(month from day.day)::smallint as month,
       to_char(day.day, 'YYYY-MM') as year_month, date_trunc('month', day.day)::date as month_start,
       (date_trunc('month', day.day) + interval '1 month - 1 day')::date as month_end, extract(isoyear from day.day)::smallint as iso_year, extract(week from day.day)::smallint as iso_week,
       extract(isodow from day.day)::smallint as weekday
  from (select generate_series(date '2015-01-01', (date_trunc('year', now()) + interval '2 years - 1 day')::date, interval '1 day')::date as day) as day;
comment on view bi.dim_date is 'Days from 2015 to the end of next year.';
comment on column bi.dim_date.day is 'The day; key.';
comment on column bi.dim_date.year is 'Year.';
comment on column bi.dim_date.quarter is '1 to 4.';
comment on column bi.dim_date.month is '1 to 12.';
comment on column bi.dim_date.year_month is 'As 2026-01, sorts as text.';
comment on column bi.dim_date.month_start is 'First day of its month.';
comment on column bi.dim_date.month_end is 'Last day of its month; joins fact_month_end.';
comment on column bi.dim_date.iso_year is 'Year of the ISO week.';
comment on column bi.dim_date.iso_week is 'ISO week.';
comment on column bi.dim_date.weekday is '1 for Monday to 7.';

-- Facts --------------------------------------------------------------------------------------------------------------------------------------------

create or replace view bi.fact_status with (security_barrier) as
select cell.municipality as unit, cell.ozg_id, cell.model, unit.state, case cell.status when 0 then 'unreported' when 1 then 'reported' else 'notCompetent' end as status,
       cell.level, cell.since, cell.level >= model.conformity_threshold as is_conform, case cell.verification when 0 then 'unverified' when 1 then 'verified' else 'disputed' end as verification,
       case cell.evidence when 0 then 'none' when 1 then 'supported' else 'refuted' end as evidence, cell.evidence_url, cell.planned_level, cell.planned_for, cell.efa_offer, cell.efa_stage,
       cell.last_reported_at, cell.changed_at as last_changed_at, cell.version, cell.position
  from read.status as cell
  join read.municipality as unit on unit.id = cell.municipality
  join read.maturity_model as model on model.id = cell.model
 where unit.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.fact_status is 'How far a unit is with a service now, in one maturity model: a row for each cell of which anything was said. Filter by ozg_id or unit where you can; choose one model. Who should be there and is not: fact_competence.';
comment on column bi.fact_status.unit is 'Unit; joins dim_municipality.';
comment on column bi.fact_status.ozg_id is 'Service; joins dim_service.';
comment on column bi.fact_status.model is 'Maturity model; with level joins dim_level.';
comment on column bi.fact_status.state is 'Land of the unit.';
comment on column bi.fact_status.status is 'reported, notCompetent (nicht zuständig; counts in no denominator) or unreported (evidence or plans only).';
comment on column bi.fact_status.level is 'Level; empty unless reported.';
comment on column bi.fact_status.since is 'Valid day since when it is so.';
comment on column bi.fact_status.is_conform is 'OZG-konform: level at or above the threshold of the model; empty without a level.';
comment on column bi.fact_status.verification is 'unverified, verified or disputed by the coordinator of the Land.';
comment on column bi.fact_status.evidence is 'none, supported or refuted.';
comment on column bi.fact_status.evidence_url is 'Where anyone can check it.';
comment on column bi.fact_status.planned_level is 'Planned level.';
comment on column bi.fact_status.planned_for is 'Day that it is planned for.';
comment on column bi.fact_status.efa_offer is 'EfA offer that was taken over.';
comment on column bi.fact_status.efa_stage is 'How far the unit is with it.';
comment on column bi.fact_status.last_reported_at is 'When the unit last reported or confirmed.';
comment on column bi.fact_status.last_changed_at is 'When the row last changed: for incremental refresh.';
comment on column bi.fact_status.version is 'Events of the cell so far.';
comment on column bi.fact_status.position is 'Position in the log of its last event: the number can be traced to GET /v1/municipalities/{unit}/services/{ozgId}/history.';

create or replace view bi.fact_status_change with (security_barrier) as
select change.position, change.recorded_at, change.municipality as unit, change.ozg_id, change.model, unit.state, change.valid_on,
       case change.status when 0 then 'unreported' when 1 then 'reported' else 'notCompetent' end as status, change.level, change.level >= model.conformity_threshold as is_conform,
       case change.verification when 0 then 'unverified' when 1 then 'verified' else 'disputed' end as verification, case change.evidence when 0 then 'none' when 1 then 'supported' else 'refuted' end as evidence
  from read.status_transition as change
  join read.municipality as unit on unit.id = change.municipality
  join read.maturity_model as model on model.id = change.model
 where unit.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.fact_status_change is 'Every change of a cell; rows are only ever added. Value on day D as known after position N: of the rows with position <= N those with the latest valid_on <= D, of these the last position. Incremental: position > the last one loaded.';
comment on column bi.fact_status_change.position is 'Position in the log; a correction can have several rows of one position.';
comment on column bi.fact_status_change.recorded_at is 'When the log learnt it; never changes.';
comment on column bi.fact_status_change.unit is 'Unit; joins dim_municipality.';
comment on column bi.fact_status_change.ozg_id is 'Service; joins dim_service.';
comment on column bi.fact_status_change.model is 'Maturity model.';
comment on column bi.fact_status_change.state is 'Land of the unit.';
comment on column bi.fact_status_change.valid_on is 'Valid day from which on it is so.';
comment on column bi.fact_status_change.status is 'reported, notCompetent or unreported.';
comment on column bi.fact_status_change.level is 'Level from then on; empty unless reported.';
comment on column bi.fact_status_change.is_conform is 'OZG-konform by the threshold of the model.';
comment on column bi.fact_status_change.verification is 'unverified, verified or disputed.';
comment on column bi.fact_status_change.evidence is 'none, supported or refuted.';

-- The same rules as Domain/Competences/Executors.cs and ReadModels/Competences/CompetenceSql.cs; a test holds them against each other.
create or replace view bi.fact_competence with (security_barrier) as
select unit.id as unit, service.ozg_id, unit.state, unit.population
  from read.service as service
  join (values ('01'::varchar), ('02'), ('03'), ('04'), ('05'), ('06'), ('07'), ('08'), ('09'), ('10'), ('11'), ('12'), ('13'), ('14'), ('15'), ('16')) as land (state) on true
  left join lateral (select declared.executed_by
                       from read.competence as declared
                      where declared.ozg_id = service.ozg_id
                        and declared.state = land.state
                        and declared.valid_from <= current_date
                      order by declared.valid_from desc
                      limit 1) as declared on true
 cross join lateral (select coalesce(declared.executed_by, service.executed_by) as executed_by) as in_force
  join read.municipality as unit
    on unit.state = land.state
   and unit.kind <> 'gemeindefrei'
   and (unit.valid_from is null or unit.valid_from <= current_date)
   and (unit.valid_to is null or unit.valid_to >= current_date)
  left join lateral (select bool_or(cell.status = 1) as reports, bool_or(cell.status = 2) as is_not_competent
                       from read.status as cell
                      where cell.municipality = unit.id
                        and cell.ozg_id = service.ozg_id) as said on true
 where land.state = any ((select bi.visible_states())::varchar[])
   and said.is_not_competent is not true
   and (said.reports
        or case
               when unit.designation in ('kreisfreieStadt', 'stadtkreis') then in_force.executed_by <> '{}'
               when unit.kind = 'gemeinde' then 'gemeinde' = any (in_force.executed_by) or (unit.association is null and 'verband' = any (in_force.executed_by))
               else unit.kind = any (in_force.executed_by)
           end);
comment on view bi.fact_competence is 'Denominators: who is competent for which service today, by the table of competence and by what units say themselves. Made when it is asked for: filter by ozg_id or state.';
comment on column bi.fact_competence.unit is 'Unit; joins dim_municipality.';
comment on column bi.fact_competence.ozg_id is 'Service; joins dim_service.';
comment on column bi.fact_competence.state is 'Land.';
comment on column bi.fact_competence.population is 'Inhabitants of the unit.';

create or replace view bi.fact_finding with (security_barrier) as
select finding.municipality as unit, finding.ozg_id, finding.model, unit.state, finding.kind, finding.detail, finding.level, finding.since, finding.opened_at, finding.resolved_at,
       finding.opened_position, finding.resolved_position
  from read.finding as finding
  join read.municipality as unit on unit.id = finding.municipality
 where unit.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.fact_finding is 'What a coordinator should look at, open and resolved.';
comment on column bi.fact_finding.unit is 'Unit.';
comment on column bi.fact_finding.ozg_id is 'Service.';
comment on column bi.fact_finding.model is 'Maturity model.';
comment on column bi.fact_finding.state is 'Land of the unit.';
comment on column bi.fact_finding.kind is 'regression, conflict or deadLink.';
comment on column bi.fact_finding.detail is 'What about it, as a code.';
comment on column bi.fact_finding.level is 'Level that it is about.';
comment on column bi.fact_finding.since is 'Valid day since when.';
comment on column bi.fact_finding.opened_at is 'When the log learnt it.';
comment on column bi.fact_finding.resolved_at is 'When it was resolved; empty while it is open.';
comment on column bi.fact_finding.opened_position is 'Event that opened it.';
comment on column bi.fact_finding.resolved_position is 'Event that resolved it.';

create or replace view bi.fact_target with (security_barrier) as
select target.id as target, target.state, target.title, target.model, target.level, target.due_on, target.tag, array_to_string(target.ozg_ids, '|') as ozg_ids, target.is_dropped, target.set_at, target.changed_at
  from read.target as target
 where target.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.fact_target is 'Targets that Länder have set.';
comment on column bi.fact_target.target is 'Id of the target.';
comment on column bi.fact_target.state is 'Land.';
comment on column bi.fact_target.title is 'What it is called.';
comment on column bi.fact_target.model is 'Maturity model of the level.';
comment on column bi.fact_target.level is 'Level to reach.';
comment on column bi.fact_target.due_on is 'By when.';
comment on column bi.fact_target.tag is 'Programme whose services it is about; or:';
comment on column bi.fact_target.ozg_ids is 'Services that it is about, joined by |.';
comment on column bi.fact_target.is_dropped is 'Given up.';
comment on column bi.fact_target.set_at is 'When it was set.';
comment on column bi.fact_target.changed_at is 'When it was last changed.';

create or replace view bi.fact_efa_adoption with (security_barrier) as
select adoption.offer_id as efa_offer, offer.name as efa_offer_name, adoption.unit, adoption.ozg_id, unit.state, adoption.stage, adoption.since, adoption.position
  from read.efa_adoption as adoption
  join read.municipality as unit on unit.id = adoption.unit
  left join read.efa_offer as offer on offer.id = adoption.offer_id
 where unit.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.fact_efa_adoption is 'Einer für Alle: how far each unit is with taking over an offer.';
comment on column bi.fact_efa_adoption.efa_offer is 'Id of the offer.';
comment on column bi.fact_efa_adoption.efa_offer_name is 'Its name; empty when nobody has published it here.';
comment on column bi.fact_efa_adoption.unit is 'Unit.';
comment on column bi.fact_efa_adoption.ozg_id is 'Service.';
comment on column bi.fact_efa_adoption.state is 'Land of the unit.';
comment on column bi.fact_efa_adoption.stage is 'Stage that was reported last.';
comment on column bi.fact_efa_adoption.since is 'Since when.';
comment on column bi.fact_efa_adoption.position is 'Position in the log of the event.';

-- Each cell says one thing from a valid day to the day before its next one; a month end counts what is said on it. So a cell is added at the first month end of
-- what it says and taken away at the first one behind it, and the counts of a month are sums over all before: one pass instead of one for each month.
create materialized view if not exists bi.month_end as
with said as (
    select distinct on (change.municipality, change.ozg_id, change.model, change.valid_on)
           change.municipality, change.ozg_id, change.model, change.valid_on, change.status, change.level
      from read.status_transition as change
     order by change.municipality, change.ozg_id, change.model, change.valid_on, change.position desc
), stretch as (
    select said.*, lead(said.valid_on) over (partition by said.municipality, said.ozg_id, said.model order by said.valid_on) as until
      from said
), counted as (
    select unit.state, stretch.ozg_id, stretch.model, stretch.level, unit.population,
           date_trunc('month', stretch.valid_on)::date as first_month, date_trunc('month', coalesce(stretch.until, date '9999-01-01'))::date as first_month_without
      from stretch
      join read.municipality as unit on unit.id = stretch.municipality
     where stretch.status = 1 and stretch.level is not null
), moved as (
    select state, ozg_id, model, level, first_month as month, 1 as units, population from counted where first_month < first_month_without
     union all
    select state, ozg_id, model, level, first_month_without, -1, -population from counted where first_month < first_month_without
), summed as (
    select state, ozg_id, model, level, month, sum(units) as units, sum(population) as population from moved where month <= date_trunc('month', now())::date group by 1, 2, 3, 4, 5
), series as (
    select state, ozg_id, model, level, month,
           coalesce(lead(month) over ordered, (date_trunc('month', now()) + interval '1 month')::date) as until,
           sum(units) over ordered as units, sum(population) over ordered as population
      from summed
    window ordered as (partition by state, ozg_id, model, level order by month)
)
select (date_trunc('month', each.month) + interval '1 month - 1 day')::date as month_end, series.state, series.ozg_id, series.model, series.level,
       series.units::integer as units, series.population::bigint as population
  from series
 cross join lateral generate_series(series.month, series.until - 1, interval '1 month') as each (month)
 where series.units > 0;
create unique index if not exists month_end_key on bi.month_end (month_end, state, ozg_id, model, level);
create index if not exists month_end_service on bi.month_end (ozg_id, month_end);

create or replace view bi.fact_month_end with (security_barrier) as
select month.month_end, month.state, month.ozg_id, month.model, month.level, month.level >= model.conformity_threshold as is_conform, month.units, month.population
  from bi.month_end as month
  join read.maturity_model as model on model.id = month.model
 where month.state = any ((select bi.visible_states())::varchar[]);
comment on view bi.fact_month_end is 'How many units were at which level on the last day of each month, as known at the last refresh; the present month counts what is said so far. Land of today, dissolved units included as long as they had spoken.';
comment on column bi.fact_month_end.month_end is 'Last day of the month; joins dim_date.';
comment on column bi.fact_month_end.state is 'Land.';
comment on column bi.fact_month_end.ozg_id is 'Service.';
comment on column bi.fact_month_end.model is 'Maturity model.';
comment on column bi.fact_month_end.level is 'Level.';
comment on column bi.fact_month_end.is_conform is 'OZG-konform by the threshold of the model.';
comment on column bi.fact_month_end.units is 'Units at this level.';
comment on column bi.fact_month_end.population is 'Their inhabitants today.';

create or replace view bi.freshness as
select split_part(progress.name, ':', 2) as read_model, progress.last_seq_id as position, progress.last_updated as updated_at from log.mt_event_progression as progress;
comment on view bi.freshness is 'How far each read model has come in the log.';
comment on column bi.freshness.read_model is 'Name of the read model.';
comment on column bi.freshness.position is 'Everything up to this position is in it.';
comment on column bi.freshness.updated_at is 'When it came there.';

-- Rights -------------------------------------------------------------------------------------------------------------------------------------------

revoke all on schema bi from public;
revoke all on all tables in schema bi from public, ozg_bi;
revoke all on function bi.visible_states() from public;
grant usage on schema bi to ozg_bi;
grant execute on function bi.visible_states() to ozg_bi;
grant select on bi.dim_state, bi.dim_size_class, bi.dim_municipality, bi.dim_municipality_period, bi.dim_service, bi.dim_service_tag, bi.dim_leika_service, bi.dim_level, bi.dim_date,
                bi.fact_status, bi.fact_status_change, bi.fact_competence, bi.fact_finding, bi.fact_target, bi.fact_efa_adoption, bi.fact_month_end, bi.freshness to ozg_bi;

commit;
