using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake.Tests.Catalogue;

public sealed class ReadServiceTagsTests
{
    const string Header = "ozg_id;tag;valid_from;valid_to;source";

    [Test]
    public async Task A_line_becomes_a_row_with_all_its_fields()
    {
        var row = (await Read(Header, "10124;sdg-annex-2;2023-12-12;31.12.2026;Anhang II SDG-VO")).Rows.Single();

        Assert.That(row, Is.EqualTo(new ServiceTagRow(
            2, OzgId.Parse("10124"), new ServiceTag("sdg-annex-2", new DateOnly(2023, 12, 12), new DateOnly(2026, 12, 31), "Anhang II SDG-VO"))));
    }

    [Test]
    public async Task Days_may_be_missing_and_commas_do()
    {
        var row = (await Read("source,tag,ozg_id,valid_to,valid_from", "Liste,fokus,10124,,")).Rows.Single();

        Assert.That(row.Tag, Is.EqualTo(new ServiceTag("fokus", null, null, "Liste")));
    }

    [TestCase("1012;fokus;;;Liste", "ozg_id", "ozg-id-invalid")]
    [TestCase("10124;Fokus 2022;;;Liste", "tag", "tag-invalid")]
    [TestCase("10124;;;;Liste", "tag", "field-missing")]
    [TestCase("10124;fokus;gestern;;Liste", "valid_from", "day-invalid")]
    [TestCase("10124;fokus;2023-02-30;;Liste", "valid_from", "day-invalid")]
    [TestCase("10124;fokus;2023-02-02;2023-02-01;Liste", "valid_to", "ends-before-it-begins")]
    [TestCase("10124;fokus;;;", "source", "field-missing")]
    public async Task A_wrong_field_is_reported_by_its_column(string line, string column, string code)
    {
        var result = await Read(Header, line, "10000;fokus;;;Liste");

        Assert.That((result.Errors.Single().Line, result.Errors[0].Field, result.Errors[0].Code), Is.EqualTo((2, column, code)));
        Assert.That(result.Rows, Has.Count.EqualTo(1), "One bad line costs one line.");
    }

    [Test]
    public async Task A_service_has_each_tag_once()
    {
        var result = await Read(Header, "10124;fokus;;;Liste", "10124;efa;;;Markt", "10124;fokus;2022-01-01;;Liste");

        Assert.That(result.Errors.Single().Line, Is.EqualTo(4));
        Assert.That(result.Rows, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_file_of_another_kind_is_refused() =>
        Assert.That((await Read("ozg_id;name", "10124;Wohnsitz")).IsRefused, Is.True);

    static Task<IntakeResult<ServiceTagRow>> Read(params string[] lines) => ServiceTagReader.Read(Input.Of(lines));
}
