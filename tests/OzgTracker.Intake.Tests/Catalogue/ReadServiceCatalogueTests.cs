using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake.Tests.Catalogue;

public sealed class ReadServiceCatalogueTests
{
    const string Header =
        "ozg_id,name,themenfeld,lage,lage_typ,typen,typ_verteilung,vollzug_kommunal,"
        + "leika_anzahl,leika_ohne_schluessel,sdg1_anzahl,sdg2_anzahl,leika_ids";

    const string Allowance = "10000,Elterngeld,Familie & Kind,Geburt,Lebenslage,2/3,2/3:2,moeglich,3,1,2,0,99041006000000|99041006013000";
    const string Waste = "10110,Abfallentsorgung,Umwelt,Abfall & Umweltschutz,Unternehmenslage,2/3|5,2/3:1|5:1,ja,0,0,0,0,";

    [Test]
    public async Task A_service_becomes_a_row_with_all_its_fields()
    {
        var row = (await Read(Header, Allowance)).Rows.Single();

        Assert.That((row.LineNumber, row.OzgId, row.Name), Is.EqualTo((2, OzgId.Parse("10000"), "Elterngeld")));
        Assert.That((row.TopicArea, row.Situation, row.SituationKind), Is.EqualTo(("Familie & Kind", "Geburt", SituationKind.Lebenslage)));
        Assert.That(row.MunicipalExecution, Is.EqualTo(MunicipalExecution.Possible));
        Assert.That((row.LeikaCount, row.LeikaWithoutKeyCount, row.Sdg1Count, row.Sdg2Count), Is.EqualTo((3, 1, 2, 0)));
        Assert.That(row.LeikaIds, Is.EqualTo(new[] { LeikaId.Parse("99041006000000"), LeikaId.Parse("99041006013000") }));
    }

    [Test]
    public async Task Mixed_types_are_split()
    {
        string[] types = ["2/3", "5"];

        Assert.That((await Read(Header, Waste)).Rows.Single().Types, Is.EqualTo(types));
    }

    [TestCase("ja", MunicipalExecution.Yes)]
    [TestCase("nein", MunicipalExecution.No)]
    [TestCase("unklar", null)]
    public async Task The_part_of_municipalities_is_read(string word, MunicipalExecution? expected)
    {
        var result = await Read(Header, Waste.Replace("ja", word, StringComparison.Ordinal));

        Assert.That(result.Rows.Single().MunicipalExecution, Is.EqualTo(expected));
    }

    [TestCase("lage_typ", "Unternehmenslage", "Freizeit", "value-unknown")]
    [TestCase("vollzug_kommunal", "ja", "vielleicht", "value-unknown")]
    [TestCase("ozg_id", "10110", "1011O", "ozg-id-invalid")]
    [TestCase("name", "Abfallentsorgung", " ", "field-missing")]
    [TestCase("typen", "2/3|5,", "2/3|99,", "type-unknown")]
    [TestCase("sdg2_anzahl", "0,0,0,0,", "0,0,0,-1,", "number-invalid")]
    [TestCase("leika_anzahl", "0,0,0,0,", "1,0,0,0,", "count-differs")]
    [TestCase("leika_ids", "0,0,0,0,", "1,0,0,0,9900", "leika-id-invalid")]
    public async Task A_wrong_field_is_reported_by_its_column_and_the_others_go_on(string column, string right, string wrong, string code)
    {
        var result = await Read(Header, Waste.Replace(right, wrong, StringComparison.Ordinal), Allowance);

        Assert.That(result.Errors.Select(error => (error.Line, error.Field, error.Code)), Is.EqualTo(new[] { (2, column, code) }));
        Assert.That(result.Rows.Single().Name, Is.EqualTo("Elterngeld"));
    }

    [Test]
    public async Task Every_fault_of_a_line_is_reported()
    {
        var result = await Read(Header, Waste.Replace("10110,Abfallentsorgung", "x,", StringComparison.Ordinal));

        string[] columns = ["ozg_id", "name"];
        Assert.That(result.Errors.Select(error => error.Field), Is.EquivalentTo(columns));
    }

    [Test]
    public async Task An_id_that_stands_twice_is_reported_at_the_second_line()
    {
        var result = await Read(Header, Waste, Allowance, Waste);

        Assert.That((result.Errors.Single().Line, result.Errors[0].Code), Is.EqualTo((4, "duplicate-id")));
        Assert.That(result.Errors[0].Reason, Does.Contain("10110 in line 2"));
        Assert.That(result.Rows, Has.Count.EqualTo(2));
    }

    static Task<IntakeResult<ServiceRow>> Read(params string[] lines) => ServiceCatalogueReader.Read(Input.Of(lines));
}
