using System.Text.Json;
using OzgTracker.Testing;
using static OzgTracker.Testing.TerritorialCases;

namespace OzgTracker.Cli.Tests.Commands;

/// <summary>A later Gemeindeverzeichnis after an earlier one.</summary>
public sealed class ImportTerritorialChangesTests : CliFixture
{
    static readonly Place[] TwoWays =
        [new("010510001001", "A", 500), new("010510002002", "B", 500), new("010510003003", "C", 1_000), new("010510004004", "D", 2_000)];

    static readonly Place[] TwoWaysAfter = [new("010510003003", "C", 1_500), new("010510004004", "D", 2_500)];

    [Test]
    public async Task A_plan_shows_what_would_happen_and_writes_nothing()
    {
        await Import(Before, ThuringiaBefore);
        var events = await Ozg.Count("log.mt_events");

        var text = await Import(After, ThuringiaAfter, "--plan");
        var json = await Import(After, ThuringiaAfter, "--plan", "--json");

        Assert.That((text.ExitCode, json.ExitCode), Is.EqualTo((0, 0)), text.Error + json.Error);
        Assert.That(text.Out, Does.Contain("merged     16061097 Uder -> 16061119 Uder (new) [balance]"));
        Assert.That(text.Out, Does.Contain("split      16064055 Rodeberg -> 16061118 Dingelstädt 41.9 %, 16064046 Mühlhausen/Thüringen 58.1 % [balance]"));
        Assert.That(text.Out, Does.Contain("dissolved  160645052").And.Contain("key        16064074 Südeichsfeld: 160645052074 -> 160640074074"));
        var plan = json.Json.GetProperty("plan");
        Assert.That(plan.GetProperty("complete").GetBoolean(), Is.True);
        Assert.That(plan.GetProperty("changes").EnumerateArray().Sum(change => change.GetProperty("dissolved").GetArrayLength()), Is.EqualTo(17));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task A_later_file_records_who_ended_and_into_what()
    {
        await Import(Before, ThuringiaBefore);

        var answer = await Import(After, ThuringiaAfter);

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.StartWith("Plan as of 2025-08-31: 3 new").And.Contain("17 dissolved in"));
        Assert.That(await Ozg.Count("read.municipality where dissolved_on is not null"), Is.EqualTo(17));
        Assert.That(
            await Ozg.Scalar("select string_agg(successor || ' ' || share || ' ' || area_ha, ', ' order by successor) from read.municipality_lineage where predecessor = '16064055'"),
            Is.EqualTo("16061118 0.4187 1117, 16064046 0.5813 1551"));
        Assert.That(
            await Ozg.Scalar("select concat_ws('|', valid_from, valid_to, dissolved_on) from read.municipality where id = '16061097'"),
            Is.EqualTo("2025-08-30|2025-08-31"));
        Assert.That(await Ozg.Scalar("select valid_from::text from read.municipality where id = '16061119'"), Is.EqualTo("2025-08-31"));
    }

    [Test]
    public async Task The_same_later_file_again_records_nothing()
    {
        await Import(Before, ThuringiaBefore);
        await Import(After, ThuringiaAfter);
        var events = await Ozg.Count("log.mt_events");

        var again = await Import(After, ThuringiaAfter);

        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(again.Out, Does.Contain("0 new, 0 with other figures, 0 renamed").And.Contain("Recorded 0 events: 0 added, 0 changed"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task A_dry_run_decides_the_changes_and_writes_nothing()
    {
        await Import(Before, ThuringiaBefore);
        var events = await Ozg.Count("log.mt_events");

        var answer = await Import(After, ThuringiaAfter, "--dry-run");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Contain("Would record").And.Contain("17 dissolved in").And.Contain("nothing was written"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task Each_change_is_one_transaction()
    {
        await Import(Before, ThuringiaBefore);
        await Import(After, ThuringiaAfter);

        const string transactionsOfUder = """
            select count(distinct event.xmin::text)
              from log.mt_events as event
             where (event.stream_id = 'municipality-16061119' and event.type = 'municipality_registered')
                or (event.type = 'municipality_merged' and event.data ->> 'into' = '16061119')
            """;
        Assert.That(await Ozg.Scalar(transactionsOfUder), Is.EqualTo(1L));
        Assert.That(await Ozg.Scalar("select count(*) from log.mt_events where type = 'municipality_merged' and data ->> 'into' = '16061119'"), Is.EqualTo(11L));
    }

    [Test]
    public async Task Areas_that_tell_nothing_ask_for_decisions_and_record_nothing()
    {
        await Import(Before, TwoWays);
        var events = await Ozg.Count("log.mt_events");

        var answer = await Import(After, TwoWaysAfter);
        var json = await Import(After, TwoWaysAfter, "--json");

        Assert.That((answer.ExitCode, json.ExitCode), Is.EqualTo((5, 5)));
        Assert.That(answer.Error, Does.Contain("nothing was recorded").And.Contain("01051001 A, 500 ha: more than one combination").And.Contain("perhaps 01051003 C, + 500 ha"));
        Assert.That(answer.Error, Does.Contain("old;new;share").And.Contain("01051001;01051003;").And.Contain("--decisions FILE"));
        Assert.That(json.Json.GetProperty("plan").GetProperty("open").GetArrayLength(), Is.EqualTo(2));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task A_decision_file_completes_the_plan_and_may_be_given_again()
    {
        await Import(Before, TwoWays);
        var decisions = Ozg.FileOf("old;new;share", "01051001;01051004;");

        var answer = await Import(After, TwoWaysAfter, "--decisions", decisions);
        var events = await Ozg.Count("log.mt_events");
        var again = await Import(After, TwoWaysAfter, "--decisions", decisions);

        Assert.That((answer.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), answer.Error + again.Error);
        Assert.That(answer.Out, Does.Contain("01051001 A -> 01051004 D [decision]").And.Contain("01051002 B -> 01051003 C [balance]"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task A_decision_file_with_errors_is_refused_with_its_lines()
    {
        await Import(Before, TwoWays);
        var events = await Ozg.Count("log.mt_events");

        var answer = await Import(After, TwoWaysAfter, "--decisions", Ozg.FileOf("old;new;share", "01051001;01051004;2", "0105;01051003;", "01051002;01051099;"));

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("decisions, line 2: (share)").And.Contain("decisions, line 3: (old)").And.Contain("decisions, line 4: The file has no unit 01051099"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task A_line_that_cannot_be_read_ends_nobody()
    {
        await Import(Before, ThuringiaBefore);
        var events = await Ozg.Count("log.mt_events");
        var lines = Gv100adFile.Lines(After, ThuringiaAfter).ToArray();
        lines[^1] = lines[^1][..100];

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(lines));

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("[file-unread-lines]").And.Contain("Left out: 1 not read"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(events));
    }

    [Test]
    public async Task A_unit_that_has_ended_does_not_come_back()
    {
        await Import(Before, ThuringiaBefore);
        await Import(After, ThuringiaAfter);

        var answer = await Import(After.AddDays(30), [.. ThuringiaAfter, new Place("160635001037", "Hallungen", 564)]);

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("(municipality-16063037): The unit ended on 2025-08-31 (now 16064074)").And.Contain("[unit-dissolved]"));
    }

    [Test]
    public async Task A_unit_with_another_key_keeps_its_stream()
    {
        await Import(Before, new Place("160560000000", "Eisenach, Stadt", 10_417, 42_000, "61"), new Place("160630066066", "Bad Salzungen, Stadt", 9_000));

        var answer = await Import(After, new Place("160630105105", "Eisenach, Stadt", 10_417, 41_000, "63"), new Place("160630066066", "Bad Salzungen, Stadt", 9_003));

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(await Ozg.Scalar("select concat_ws('|', ags, district, designation) from read.municipality where id = '16056000'"), Is.EqualTo("16063105|16063|stadt"));
        Assert.That(
            await Ozg.Scalar("select string_agg(concat_ws('|', valid_from, valid_to, ags), ', ' order by valid_to) from read.municipality_period where id = '16056000'"),
            Is.EqualTo("2025-08-30|16056000, 2025-08-31|16063105"));
    }

    Task<Answer> Import(DateOnly day, params Place[] places) => Import(day, (IReadOnlyList<Place>)places);

    Task<Answer> Import(DateOnly day, IReadOnlyList<Place> places, params string[] options) =>
        Ozg.Run(["import", "municipalities", Ozg.FileOf(Gv100adFile.Lines(day, places)), .. options]);
}

/// <summary>Made from GV100AD of 31.8.2025, © Statistisches Bundesamt (Destatis), 2025: some Gemeinden are put back into invented predecessors.</summary>
[Category("OfficialData")]
public sealed class ImportTerritorialChangesOfGermanyTests : CliFixture
{
    /// <summary>Ten times what it takes on an idle machine of two cores.</summary>
    const double MostSeconds = 60;

    static readonly int[] Uder = [386, 551, 405, 627, 318, 702, 268, 455, 760, 941, 367];

    [Test]
    public async Task Eleven_predecessors_of_Uder_and_others_are_found_among_eleven_thousand()
    {
        var after = OfficialData.PathOf("GV100AD_31082025.txt");
        var lines = await File.ReadAllLinesAsync(after);
        await Ozg.Run("import", "municipalities", Ozg.FileOf(WithPredecessors(lines)), "--quiet");

        var plan = (await Ozg.Run("import", "municipalities", after, "--plan", "--json")).Json;
        var answer = await Ozg.Run("import", "municipalities", after, "--json");

        Assert.That(plan.GetProperty("seconds").GetDouble(), Is.LessThan(MostSeconds));
        Assert.That(plan.GetProperty("plan").GetProperty("open").GetArrayLength(), Is.Zero, plan.GetProperty("plan").GetProperty("open").ToString());
        Assert.That(Merged(plan, "16061119"), Is.EqualTo(Enumerable.Range(0, 11).Select(number => $"160619{number:00}")));
        Assert.That(Merged(plan, "07232503"), Is.EqualTo((string[])["07232089", "07232096"]));
        Assert.That(Merged(plan, "16064074"), Is.EqualTo((string[])["16063037"]));
        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(await Ozg.Count("read.municipality where dissolved_on is not null"), Is.EqualTo(15));
        Assert.That(
            await Ozg.Scalar("select string_agg(successor || ' ' || area_ha, ', ' order by successor) from read.municipality_lineage where predecessor = '16064055'"),
            Is.EqualTo("16061118 1117, 16064046 1551"));
    }

    static IEnumerable<string> Merged(JsonElement outcome, string successor) => outcome.GetProperty("plan").GetProperty("changes").EnumerateArray()
        .SelectMany(change => change.GetProperty("dissolved").EnumerateArray())
        .Where(end => end.GetProperty("successors").EnumerateArray().Any(part => part.GetProperty("id").GetString() == successor))
        .Select(end => end.GetProperty("id").GetString()!).Order(StringComparer.Ordinal);

    /// <summary>The file of an earlier day: predecessors instead of successors, and every tenth Gemeinde with an area that is out by up to four hectares.</summary>
    static IEnumerable<string> WithPredecessors(IReadOnlyList<string> lines)
    {
        foreach (var (number, line) in lines.Index())
        {
            var key = line[10..18];
            if (!line.StartsWith("60", StringComparison.Ordinal)) yield return Earlier(line);
            else if (key == "16061119")
            {
                foreach (var (part, area) in Uder.Index()) yield return Earlier(With(line, $"160619{part:00}", area));
            }
            else if (key == "07232503")
            {
                yield return Earlier(With(line, "07232089", 297));
                yield return Earlier(With(line, "07232096", Area(line) - 297));
            }
            else if (key == "16064046")
            {
                yield return Earlier(With(line, key, Area(line) - 1_551));
                yield return Earlier(With(line, "16064055", 2_668));
            }
            else if (key == "16061118") yield return Earlier(With(line, key, Area(line) - 1_117));
            else if (key == "16064074")
            {
                yield return Earlier(With(line, key, Area(line) - 564));
            }
            else if (key == "16063103")
            {
                yield return Earlier(line);
                yield return Earlier(With(line, "16063037", 564));
            }
            else yield return Earlier(number % 10 == 0 ? With(line, key, Math.Max(1, Area(line) - 4 + (number % 9))) : line);
        }
    }

    static int Area(string line) => int.Parse(line[128..139], System.Globalization.CultureInfo.InvariantCulture);

    static string With(string line, string key, int areaHa) => line[..10] + key + line[18..128] + areaHa.ToString("D11", System.Globalization.CultureInfo.InvariantCulture) + line[139..];

    static string Earlier(string line) => line.TrimStart('\uFEFF')[..2] + "20231130" + line.TrimStart('\uFEFF')[10..];
}
