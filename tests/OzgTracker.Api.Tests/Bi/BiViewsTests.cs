using Npgsql;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using OzgTracker.ReadModels;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Bi;

/// <summary>The star of <c>deploy/postgres/bi.sql</c>, as a login of <c>ozg_bi</c> sees it.</summary>
public sealed class BiViewsTests : BiFixture
{
    const string NoRight = "42501";

    /// <summary>A view of several tables, which nobody can write to.</summary>
    const string NotWritable = "55000";

    [Test]
    public async Task The_facts_are_those_of_the_API()
    {
        var cell = await GetJson(CellUrl(Bonn, Residence));

        var row = await Row($"select level, since, is_conform, status, verification, evidence, version, position from bi.fact_status where unit = '{Bonn}' and ozg_id = '{Residence}' and model = 'ozg-1.1'");

        Assert.That(row["level"], Is.EqualTo(cell.Number("level")));
        Assert.That(row["since"], Is.EqualTo(new DateOnly(2025, 3, 1)));
        Assert.That(row["is_conform"], Is.EqualTo(cell.GetProperty("conform").GetBoolean()));
        foreach (var member in (string[])["status", "verification", "evidence"]) Assert.That(row[member], Is.EqualTo(cell.Text(member)), member);
        foreach (var member in (string[])["version", "position"]) Assert.That(row[member], Is.EqualTo(cell.Number(member)), member);
    }

    [Test]
    public async Task Not_competent_has_no_level_and_is_in_no_denominator()
    {
        var row = await Row($"select status, level from bi.fact_status where unit = '{Cologne}' and ozg_id = '{Passport}' and model = 'ozg-1.1'");
        Assert.That((row["status"], row["level"]), Is.EqualTo(("notCompetent", DBNull.Value)));
        Assert.That(await Ask<long>($"select count(*) from bi.fact_competence where unit = '{Cologne}' and ozg_id = '{Passport}'"), Is.Zero);
        Assert.That(await Ask<long>($"select count(*) from bi.fact_competence where unit = '{Bonn}' and ozg_id = '{Passport}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Denominators_follow_the_rules_of_the_program()
    {
        var expected = await Scalar<string>($"""
            with asked (day) as (values (current_date)), by_table as ({CompetenceSql.Competent})
            select string_agg(unit || '/' || ozg_id, ' ' order by unit, ozg_id)
              from (select unit, ozg_id from by_table
                     union
                    select municipality, ozg_id from read.status where status = 1) as competent
             where not exists (select from read.status where municipality = unit and status.ozg_id = competent.ozg_id and status.status = 2)
            """);

        var found = await Ask<string>("select string_agg(unit || '/' || ozg_id, ' ' order by unit, ozg_id) from bi.fact_competence");

        Assert.That(found, Is.EqualTo(expected));
        Assert.That(found, Does.Contain($"{Dithmarschen}/").And.Contain($"{Buesum}/{HousingBenefit}"), "There is a Kreis in it, and a cell that only its own report makes competent.");
    }

    [Test]
    public async Task Transitions_give_the_value_on_any_day()
    {
        const string OnDay = """
            select distinct on (unit, ozg_id, model) level from bi.fact_status_change
             where unit = '{0}' and ozg_id = '{1}' and model = 'ozg-1.1' and valid_on <= '{2}' order by unit, ozg_id, model, valid_on desc, position desc
            """;
        Assert.That(await Ask<short>(string.Format(null, OnDay, Bonn, Residence, "2024-06-30")), Is.EqualTo(1));
        Assert.That(await Ask<short>(string.Format(null, OnDay, Bonn, Residence, "2025-03-15")), Is.EqualTo(3));
    }

    [Test]
    public async Task Month_ends_are_the_tallies_of_those_days()
    {
        foreach (var day in (string[])["2024-01-31", "2024-02-29", "2025-02-28", "2025-03-31", "2025-12-31"])
        {
            var groups = (await GetJson($"/v1/maturity?groupBy=state,ozgId&ozgId={Residence}&asOf={day}&minPosition={await Ask<long>("select min(position) from bi.freshness")}")).GetProperty("groups");
            var expected = groups.EnumerateArray().SelectMany(group => group.GetProperty("levels").EnumerateObject()
                    .Where(level => level.Value.GetInt32() > 0)
                    .Select(level => $"{group.GetProperty("key").Text("state")}:{level.Name}:{level.Value.GetInt32()}:{group.GetProperty("populationByLevel").GetProperty(level.Name).GetInt64()}"))
                .Order(StringComparer.Ordinal);

            var found = await Ask<string?>($"""
                select string_agg(format('%s:%s:%s:%s', state, level, units, population), ' ' order by state, level)
                  from bi.fact_month_end where month_end = '{day}' and ozg_id = '{Residence}' and model = 'ozg-1.1'
                """);

            Assert.That(found ?? "", Is.EqualTo(string.Join(' ', expected)), day);
        }
    }

    [Test]
    public async Task Size_classes_are_those_of_the_program()
    {
        var found = await Ask<string>("select string_agg(format('%s %s %s', size_class, population_from, population_to), ', ' order by sort_order) from bi.dim_size_class");
        Assert.That(found, Is.EqualTo(string.Join(", ", SizeClass.All.Select(size => $"{size.Code} {size.From} {size.To}"))));
    }

    [Test]
    public async Task Laender_are_those_of_the_API()
    {
        var expected = (await Items("/v1/states")).Select(state => $"{state.Text("state")} {state.Text("iso")} {state.Text("name")}");
        Assert.That(await Ask<string>("select string_agg(format('%s %s %s', state, iso, name), ', ' order by state) from bi.dim_state"), Is.EqualTo(string.Join(", ", expected)));
    }

    [Test]
    public async Task Keys_keep_their_leading_zeros()
    {
        var row = await Row($"select ags, ars, district, state, district_name, association_name from bi.dim_municipality where unit = '{Buesum}'");
        Assert.That(row.Values, Is.EqualTo((object[])[Buesum, BuesumArs, Dithmarschen, "01", "Dithmarschen", "Amt Büsum-Wesselburen"]));
    }

    [Test]
    public async Task Every_view_and_every_column_says_what_it_is()
    {
        var silent = await Ask<string?>("""
            select string_agg(class.relname || coalesce('.' || attribute.attname, ''), ', ')
              from pg_class as class
              join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attnum > 0
             where class.relnamespace = 'bi'::regnamespace
               and class.relkind = 'v'
               and (col_description(class.oid, attribute.attnum) is null or obj_description(class.oid) is null)
            """);
        Assert.That(silent, Is.Null);
        Assert.That(await Ask<long>("select count(*) from pg_views where schemaname = 'bi'"), Is.EqualTo(17));
    }

    [TestCase("select * from read.status")]
    [TestCase("select * from read.status_v3")]
    [TestCase("select * from log.mt_events")]
    [TestCase("select * from ozg.api_key")]
    [TestCase("select * from bi.login_scope")]
    [TestCase("select * from bi.month_end")]
    [TestCase("insert into bi.login_scope values ('me', '05')")]
    [TestCase("delete from bi.fact_status")]
    [TestCase("create view bi.mine as select 1")]
    [TestCase("create temporary table mine (x int)")]
    [TestCase("create table public.mine (x int)")]
    [TestCase("create function pg_temp.mine() returns int language sql as 'select 1'")]
    [TestCase("refresh materialized view bi.month_end")]
    [TestCase("set temp_file_limit = -1")]
    [TestCase("copy (select 1) to program 'true'")]
    [TestCase("select pg_read_file('/etc/passwd')")]
    public async Task BI_can_do_nothing_but_read_the_views(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand("begin; set transaction read write; " + sql, connection);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.That(refusal!.SqlState, Is.EqualTo(NoRight).Or.EqualTo(NotWritable), refusal.MessageText);
    }

    [Test]
    public async Task A_login_of_one_Land_sees_that_one_only_even_through_conditions_that_fail()
    {
        await Do($"insert into bi.login_scope values ('{Roles.Bi}', '01')");
        try
        {
            foreach (var view in (string[])["dim_municipality", "dim_municipality_period", "fact_status", "fact_status_change", "fact_competence", "fact_finding", "fact_month_end"])
                Assert.That(await Ask<string?>($"select string_agg(distinct state, ',') from bi.{view}"), Is.EqualTo("01").Or.Null, view);
            Assert.That(await Ask<long>("select count(*) from bi.fact_status"), Is.GreaterThan(0));

            // An error in a condition would tell what is in rows that must not be seen.
            Assert.That(await Ask<long>($"select count(*) from bi.dim_municipality where case when unit = '{Berlin}' then 1 / (length(unit) - 8) else 1 end = 1"), Is.GreaterThan(0));
            Assert.That(await Ask<long>($"set role ozg_bi; select count(*) from bi.dim_municipality where state = '05'"), Is.Zero, "The scope is that of the login, whatever role it takes.");
        }
        finally
        {
            await Do("delete from bi.login_scope");
        }

        Assert.That(await Ask<long>("select count(distinct state) from bi.dim_municipality"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_rebuild_of_a_read_model_leaves_the_views_as_they_are()
    {
        var before = await Ask<string>("select string_agg(t::text, ';' order by t::text) from bi.fact_status as t");
        await using (var owner = OzgStore.Open(App.OwnerConnectionString)) await owner.Projections.RebuildProjectionAsync("status", CancellationToken.None);
        Assert.That(await Ask<string>("select string_agg(t::text, ';' order by t::text) from bi.fact_status as t"), Is.EqualTo(before));
    }

    [Test]
    public async Task Running_the_file_again_changes_nothing()
    {
        var before = await Rights();
        await Roles.ApplyAsync(App.OwnerConnectionString);
        Assert.That(await Rights(), Is.EqualTo(before));

        Task<string> Rights() => Scalar<string>("""
            select string_agg(format('%s %s %s', oid::regclass, relowner::regrole, relacl), E'\n' order by relname) from pg_class where relnamespace = 'bi'::regnamespace
            """);
    }
}
