using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Services;

public sealed class ListServicesEndpointTests : ApiFixture
{
    [TestCase("", new[] { ParentalAllowance, HousingBenefit, Residence, Passport, VehicleRegistration })]
    [TestCase("topicArea=Mobilit%C3%A4t%20%26%20Reisen", new[] { Passport, VehicleRegistration })]
    [TestCase("situation=Geburt", new[] { ParentalAllowance })]
    [TestCase("type=1", new[] { Passport, VehicleRegistration })]
    [TestCase("type=2", new string[0])]
    [TestCase("q=geld", new[] { ParentalAllowance, HousingBenefit })]
    [TestCase("q=101", new[] { Residence, Passport })]
    [TestCase("tag=ozg", new string[0])]
    public async Task It_has_the_services_that_were_asked_for(string query, string[] expected) =>
        Assert.That((await Items("/v1/services?" + query)).Texts("ozgId"), Is.EqualTo(expected));
}
