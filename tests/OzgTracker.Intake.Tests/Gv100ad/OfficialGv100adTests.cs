using System.Text;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Testing;

namespace OzgTracker.Intake.Tests.Gv100ad;

/// <summary>The file of Gebietsstand 31.8.2025, © Statistisches Bundesamt (Destatis), 2025.</summary>
[Category("OfficialData")]
public sealed class OfficialGv100adTests
{
    const string FileName = "GV100AD_31082025.txt";

    Gv100adResult file = null!;

    [OneTimeSetUp]
    public async Task Read_the_file()
    {
        await using var stream = OfficialData.Open(FileName);
        file = await Gv100adReader.Read(stream);
    }

    [Test]
    public void Every_line_is_read_or_skipped()
    {
        Assert.That(file.Errors, Is.Empty);
        Assert.That(file.ErrorCount, Is.Zero);
        Assert.That(file.Rows.Count + file.States.Count + file.Skipped.Values.Sum(), Is.EqualTo(15_999));
        Assert.That(file.File, Is.EqualTo(new FileFacts(15_999, HasByteOrderMark: true, AsOf: new DateOnly(2025, 8, 31))));
    }

    [TestCase(UnitKind.Gemeinde, 10_751)]
    [TestCase(UnitKind.Gemeindefrei, 201)]
    [TestCase(UnitKind.Kreis, 294)]
    [TestCase(UnitKind.Verband, 1_203)]
    public void There_are_as_many_units_of_a_kind_as_officially(UnitKind kind, int count) =>
        Assert.That(file.Rows.Count(row => row.Kind == kind), Is.EqualTo(count));

    [TestCase(Gv100adSkipReason.Regierungsbezirk, 29)]
    [TestCase(Gv100adSkipReason.Region, 12)]
    [TestCase(Gv100adSkipReason.DistrictFreeCity, 106)]
    [TestCase(Gv100adSkipReason.WithoutAssociation, 3_387)]
    public void There_are_as_many_skipped_lines_as_officially(string reason, int count) =>
        Assert.That(file.Skipped[reason], Is.EqualTo(count));

    [Test]
    public void All_sixteen_laender_are_there() => Assert.That(file.States.Select(state => state.State), Is.EqualTo(StateCode.All));

    [Test]
    public void The_inhabitants_add_up()
    {
        Assert.That(Population(file.Rows.Where(row => row.Ags is not null)), Is.EqualTo(83_577_140));
        Assert.That(Population(file.Rows.Where(row => row.Kind == UnitKind.Gemeindefrei)), Is.EqualTo(917));
        Assert.That(file.States.Sum(state => state.Population), Is.EqualTo(83_577_140));
    }

    [Test]
    public void The_hectares_add_up()
    {
        Assert.That(file.Rows.Where(row => row.Ags is not null).Sum(row => row.AreaHa), Is.EqualTo(35_768_388));
        Assert.That(file.States.Sum(state => state.AreaHa), Is.EqualTo(35_768_388));
    }

    [Test]
    public void Inhabitants_of_kreise_and_kreisfreie_staedte_are_all_inhabitants()
    {
        var districts = Population(file.Rows.Where(row => row.Kind == UnitKind.Kreis));
        var cities = Population(file.Rows.Where(row => row.Ags is { IsDistrictFree: true }));

        Assert.That(districts + cities, Is.EqualTo(83_577_140));
    }

    [Test]
    public void Members_of_a_verband_are_7565_gemeinden() =>
        Assert.That(file.Rows.Count(row => row.Kind == UnitKind.Gemeinde && row.Association is not null), Is.EqualTo(7_565));

    [Test]
    public void Every_id_is_there_once() => Assert.That(file.Rows.Select(row => row.Id), Is.Unique);

    [Test]
    public void Only_the_two_sea_and_condominium_areas_lie_in_no_kreis()
    {
        string[] areas = ["07000999", "13000999"];

        Assert.That(file.Rows.Where(row => row.District is null).Select(row => row.Id.Value), Is.EqualTo(areas));
    }

    [Test]
    public void Short_names_have_no_designation_and_are_never_empty()
    {
        Assert.That(file.Rows.Select(row => row.ShortName), Has.None.Empty);
        Assert.That(file.Rows.Where(row => row.Kind != UnitKind.Verband).Select(row => row.ShortName), Has.None.Contain(","));
    }

    [Test]
    public async Task A_copy_without_trailing_blanks_reads_the_same()
    {
        var lines = (await Content()).Split("\r\n").Select(line => line.TrimEnd());
        var stripped = await Gv100adReader.Read(Input.OfBytes(Input.Bytes(string.Join('\n', lines))));

        Assert.That(stripped.Errors, Is.Empty);
        Assert.That(stripped.Rows, Is.EqualTo(file.Rows));
    }

    [Test]
    public async Task A_file_cut_in_the_middle_loses_its_last_line_and_says_so()
    {
        var content = await Content();
        var cut = await Gv100adReader.Read(Input.OfBytes(Input.Bytes(content[..(content.Length / 2)])));

        Assert.That(cut.Errors.Single(error => error.Code == "line-cut").Line, Is.EqualTo(cut.File.Lines));
    }

    /// <summary>Processor time, the best of three: how busy the machine is otherwise says nothing of the reader.</summary>
    [Test]
    public async Task It_takes_well_under_a_second()
    {
        var bytes = Input.Bytes(await Content());
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            await Gv100adReader.Read(new MemoryStream(bytes));
            var taken = Environment.CpuUsage.TotalTime - before;
            if (taken < best) best = taken;
        }

        await TestContext.Out.WriteLineAsync($"{FileName}: {best.TotalMilliseconds} ms");
        Assert.That(best, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    static int Population(IEnumerable<AdministrativeUnitRow> rows) => rows.Sum(row => row.Population);

    static async Task<string> Content()
    {
        using var reader = new StreamReader(OfficialData.Open(FileName), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
