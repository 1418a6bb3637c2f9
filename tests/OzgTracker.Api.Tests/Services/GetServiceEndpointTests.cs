using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Services;

public sealed class GetServiceEndpointTests : ApiFixture
{
    [Test]
    public async Task A_service_lists_its_LeiKa_services()
    {
        var service = await GetJson("/v1/services/" + Residence);

        Assert.That(service.Text("name"), Is.EqualTo("Wohnsitzmeldungen"));
        Assert.That(service.Text("situationKind"), Is.EqualTo("lebenslage"));
        Assert.That(service.Number("leikaCount"), Is.EqualTo(2));
        Assert.That(service.GetProperty("leikaServices").EnumerateArray().Texts("leikaId"), Is.EqualTo((string[])[ResidenceLeika, ResidenceOtherLeika]));
    }
}
