using OzgTracker.Domain.Catalogue;
using OzgTracker.Testing;

namespace OzgTracker.Intake.Tests.Catalogue;

public sealed class ReadFocusServicesTests
{
    const string Header = "ozg_id,name_katalog_2019,kurzname,vertrauen,beleg";

    [Test]
    public async Task The_confidence_and_what_it_rests_on_become_the_source()
    {
        var row = (await Read(Header, "10000,Elterngeld,Elterngeld,belegt,kommune21.de")).Rows.Single();

        Assert.That(row, Is.EqualTo(new ServiceTagRow(
            2, OzgId.Parse("10000"), new ServiceTag("fokus", null, null, "Fokusleistung 'Elterngeld', Vertrauen: belegt; Beleg: kommune21.de"))));
    }

    [Test]
    public async Task Without_anything_to_rest_on_the_confidence_stands_alone() =>
        Assert.That(
            (await Read(Header, "10003,Geburtsanzeige,Geburt,unsicher,")).Rows.Single().Tag.Source, Is.EqualTo("Fokusleistung 'Geburt', Vertrauen: unsicher"));

    [Test]
    public async Task A_line_without_confidence_is_reported() =>
        Assert.That((await Read(Header, "10003,Geburtsanzeige,Geburt,,")).Errors.Single().Field, Is.EqualTo("vertrauen"));

    [Test]
    [Category("OfficialData")]
    public async Task All_18_candidates_of_the_real_list_are_read()
    {
        await using var file = OfficialData.Open("fokusleistungen.csv");

        var result = await FocusServiceReader.Read(file);

        Assert.That((result.Rows.Count, result.ErrorCount, result.Skipped.Count), Is.EqualTo((18, 0, 0)));
        Assert.That(result.Rows.Count(row => row.Tag.Source.Contains("Vertrauen: belegt", StringComparison.Ordinal)), Is.EqualTo(5));
        Assert.That(result.Rows.Count(row => row.Tag.Source.Contains("Vertrauen: teilweise belegt", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    static Task<IntakeResult<ServiceTagRow>> Read(params string[] lines) => FocusServiceReader.Read(Input.Of(lines));
}
