using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake.Tests.Catalogue;

public sealed class ReadLeikaTests
{
    const string Header = "leika_id,leika_id_roh,name,ozg_id,ozg_name,typ,rechtsgebiet_gesetze,gesetz_kurz,sdg1,sdg2";
    const string Licence = "99089128001000,,Waffenschein Erteilung,10151,Waffenerlaubnis,\"1, 2/3\",Waffengesetz,WaffG,1,0";

    [Test]
    public async Task A_service_becomes_a_row_with_all_its_fields()
    {
        var row = (await Read(Header, Licence)).Rows.Single();

        Assert.That(row, Is.EqualTo(new LeikaRow(
            2, LeikaId.Parse("99089128001000"), "Waffenschein Erteilung", OzgId.Parse("10151"), "1, 2/3",
            Sdg1: true, Sdg2: false, "Waffengesetz", "WaffG")));
    }

    [Test]
    public async Task Type_and_law_may_be_missing()
    {
        var row = (await Read(Header, "99003051000000,,Gesundheitshilfen,10182,Hilfe zur Gesundheit,,,,1,0")).Rows.Single();

        Assert.That((row.Type, row.Law, row.LawAbbreviation), Is.EqualTo(("", (string?)null, (string?)null)));
    }

    [TestCase(",nicht im LeiKa,Etwas,10151,Waffenerlaubnis,1,,,0,0", LeikaReader.NotInLeika)]
    [TestCase(",nicht im LeiKa,Etwas,,,1,,,0,0", LeikaReader.NotInLeika)]
    [TestCase("99089003000000,,Anzeige,,,2/3,,,0,0", LeikaReader.WithoutOzgService)]
    public async Task A_service_without_key_or_topic_is_skipped_and_counted(string line, string reason)
    {
        var result = await Read(Header, line, Licence);

        Assert.That(result.Skipped, Is.EqualTo(new Dictionary<string, int> { [reason] = 1 }));
        Assert.That(result.IsClean, Is.True);
        Assert.That(result.Rows, Has.Count.EqualTo(1));
    }

    [TestCase(",99 089 128,Etwas,10151,Waffenerlaubnis,1,,,0,0", "leika_id", "leika-id-invalid")]
    [TestCase("9908912800100,,Etwas,10151,Waffenerlaubnis,1,,,0,0", "leika_id", "leika-id-invalid")]
    [TestCase("98089128001000,,Etwas,10151,Waffenerlaubnis,1,,,0,0", "leika_id", "leika-id-invalid")]
    [TestCase("99089128001000,,Etwas,20151,Waffenerlaubnis,1,,,0,0", "ozg_id", "ozg-id-invalid")]
    [TestCase("99089128001000,,Etwas,10151,Waffenerlaubnis,13,,,0,0", "typ", "type-unknown")]
    [TestCase("99089128001000,,Etwas,10151,Waffenerlaubnis,1,,,ja,0", "sdg1", "value-unknown")]
    public async Task A_wrong_field_is_reported_by_its_column(string line, string column, string code)
    {
        var result = await Read(Header, line);

        Assert.That((result.Errors.Single().Line, result.Errors[0].Field, result.Errors[0].Code), Is.EqualTo((2, column, code)));
        Assert.That(result.Rows, Is.Empty);
    }

    [Test]
    public async Task A_key_that_stands_twice_is_reported_at_the_second_line() =>
        Assert.That((await Read(Header, Licence, Licence)).Errors.Single().Line, Is.EqualTo(3));

    static Task<IntakeResult<LeikaRow>> Read(params string[] lines) => LeikaReader.Read(Input.Of(lines));
}
