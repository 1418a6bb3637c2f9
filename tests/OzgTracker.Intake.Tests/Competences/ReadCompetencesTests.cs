using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake.Tests.Competences;

public sealed class ReadCompetencesTests
{
    const string Header = "ozg_id;land;executed_by;valid_from";

    [Test]
    public async Task A_record_becomes_a_row()
    {
        var result = await Read(Header, "10124;05;gemeinde+kreis;2025-01-01");

        var row = result.Rows.Single();
        Assert.That(result.Errors, Is.Empty);
        Assert.That((row.LineNumber, row.OzgId.Value, row.ExecutedBy, row.ValidFrom), Is.EqualTo((2, "10124", new Executors(true, false, true), new DateOnly(2025, 1, 1))));
        Assert.That(row.States, Is.EqualTo((StateCode[])[StateCode.Parse("05")]));
    }

    [TestCase("05")]
    [TestCase("DE-NW")]
    [TestCase("nw")]
    [TestCase("Nordrhein-Westfalen")]
    [TestCase("NORDRHEIN-WESTFALEN")]
    public async Task A_Land_is_read_by_number_ISO_code_and_name(string land) =>
        Assert.That((await Read(Header, $"10124;{land};kreis;2025-01-01")).Rows.Single().States.Single().Value, Is.EqualTo("05"));

    [Test]
    public async Task A_star_means_all_Laender() =>
        Assert.That((await Read(Header, "10124;*;kreis;2025-01-01")).Rows.Single().States, Is.EqualTo(StateCode.All));

    [TestCase("Gemeinde", true, false, false)]
    [TestCase("Gemeindeverband", false, true, false)]
    [TestCase("verband + Kreis", false, true, true)]
    [TestCase("gemeinde,verband,kreis", true, true, true)]
    [TestCase("", false, false, false)]
    public async Task Kinds_are_read_in_German_and_joined_by_plus_or_comma(string kinds, bool gemeinde, bool verband, bool kreis) =>
        Assert.That((await Read(Header, $"10124;05;{kinds};2025-01-01")).Rows.Single().ExecutedBy, Is.EqualTo(new Executors(gemeinde, verband, kreis)));

    [Test]
    public async Task Commas_separate_as_well() =>
        Assert.That((await Read(Header.Replace(';', ','), "10124,05,\"gemeinde,kreis\",01.01.2025")).Rows.Single().ExecutedBy, Is.EqualTo(new Executors(true, false, true)));

    [TestCase("1012;05;kreis;2025-01-01", "ozg_id", "ozg-id-invalid")]
    [TestCase("10124;17;kreis;2025-01-01", "land", "land-unknown")]
    [TestCase("10124;5;kreis;2025-01-01", "land", "land-unknown")]
    [TestCase("10124;;kreis;2025-01-01", "land", "field-missing")]
    [TestCase("10124;05;land;2025-01-01", "executed_by", "kind-unknown")]
    [TestCase("10124;05;kreis;2025-13-01", "valid_from", "day-invalid")]
    [TestCase("10124;05;kreis;", "valid_from", "field-missing")]
    [TestCase("10124;05;kreis", null, "field-count")]
    public async Task A_wrong_field_is_reported_by_its_column_and_the_others_go_on(string record, string? column, string code)
    {
        var result = await Read(Header, record, "10124;06;kreis;2025-01-01");

        Assert.That(result.Errors.Select(error => (error.Line, error.Field, error.Code)), Is.EqualTo(new[] { (2, column, code) }));
        Assert.That(result.Rows.Single().States.Single().Value, Is.EqualTo("06"));
    }

    [Test]
    public async Task A_service_a_Land_and_a_day_stand_in_a_file_once_however_the_Land_is_written()
    {
        var result = await Read(Header, "10124;05;kreis;2025-01-01", "10124;05;gemeinde;2026-01-01", "10124;NW;gemeinde;01.01.2025");

        Assert.That((result.Errors.Single().Line, result.Errors[0].Code), Is.EqualTo((4, "duplicate-id")));
        Assert.That(result.Rows, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_file_of_another_kind_is_refused() => Assert.That((await Read("a;b", "1;2")).IsRefused, Is.True);

    static Task<IntakeResult<CompetenceRow>> Read(params string[] lines) => CompetenceReader.Read(Input.Of(lines));
}
