using OzgTracker.Domain.Catalogue;
using OzgTracker.Testing;

namespace OzgTracker.Intake.Tests.Catalogue;

/// <summary>The catalogue of BMI and FIM as of 2019, through the OZG-Datenbank of KDN NRW.</summary>
[Category("OfficialData")]
public sealed class OfficialCatalogueTests
{
    IntakeResult<ServiceRow> services = null!;
    IntakeResult<LeikaRow> leika = null!;

    [OneTimeSetUp]
    public async Task Read_the_files()
    {
        await using var serviceFile = OfficialData.Open("ozg-leistungen.csv");
        await using var leikaFile = OfficialData.Open("leika-leistungen.csv");
        services = await ServiceCatalogueReader.Read(serviceFile);
        leika = await LeikaReader.Read(leikaFile);
    }

    [Test]
    public void All_557_services_are_read()
    {
        Assert.That(services.Errors, Is.Empty);
        Assert.That(services.Skipped, Is.Empty);
        Assert.That(services.Rows, Has.Count.EqualTo(557));
    }

    [Test]
    public void They_belong_to_14_topic_areas_and_55_situations()
    {
        Assert.That(services.Rows.Select(row => row.TopicArea).Distinct().Count(), Is.EqualTo(14));
        Assert.That(services.Rows.Select(row => row.Situation).Distinct().Count(), Is.EqualTo(55));
        Assert.That(services.Rows.Count(row => row.SituationKind == SituationKind.Unternehmenslage), Is.EqualTo(281));
    }

    [TestCase(MunicipalExecution.Yes, 18)]
    [TestCase(MunicipalExecution.Possible, 443)]
    [TestCase(MunicipalExecution.No, 95)]
    [TestCase(null, 1)]
    public void Municipalities_take_part_in_as_many(MunicipalExecution? execution, int count) =>
        Assert.That(services.Rows.Count(row => row.MunicipalExecution == execution), Is.EqualTo(count));

    [Test]
    public void Every_leika_line_is_read_or_skipped()
    {
        Assert.That(leika.Errors, Is.Empty);
        Assert.That(leika.Rows, Has.Count.EqualTo(4_797));
        Assert.That(leika.Skipped[LeikaReader.NotInLeika], Is.EqualTo(436));
        Assert.That(leika.Skipped[LeikaReader.WithoutOzgService], Is.EqualTo(16));
        Assert.That(leika.Rows.Count + leika.Skipped.Values.Sum(), Is.EqualTo(5_249));
    }

    [Test]
    public void Both_files_name_the_same_keys_for_every_service()
    {
        var byService = leika.Rows.ToLookup(row => row.OzgId, row => row.LeikaId);

        Assert.That(services.Rows.All(row => row.LeikaIds.ToHashSet().SetEquals(byService[row.OzgId])), Is.True);
    }
}
