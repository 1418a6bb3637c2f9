using System.Net.Http.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>Parameters that a client should not send, and how all that is wrong is told at once.</summary>
public sealed class RequestBinderTests : ApiFixture
{
    [TestCase("/v1/municipalities?limit=0", "limit-out-of-range", "limit")]
    [TestCase("/v1/municipalities?limit=1001", "limit-out-of-range", "limit")]
    [TestCase("/v1/municipalities?limit=-1", "limit-out-of-range", "limit")]
    [TestCase("/v1/municipalities?limit=abc", "invalid-parameter", "limit")]
    [TestCase("/v1/municipalities?limit=1e3", "invalid-parameter", "limit")]
    [TestCase("/v1/municipalities?limit=99999999999", "invalid-parameter", "limit")]
    [TestCase("/v1/municipalities?limit=%D9%A1", "invalid-parameter", "limit")]
    [TestCase("/v1/municipalities?state=", "empty-parameter", "state")]
    [TestCase("/v1/municipalities?q=", "empty-parameter", "q")]
    [TestCase("/v1/municipalities/05314000/services?changedSince=1.2.2025", "invalid-parameter", "changedSince")]
    [TestCase("/v1/municipalities?stat=05", "unknown-parameter", "stat")]
    [TestCase("/v1/municipalities?State=05", "unknown-parameter", "State")]
    [TestCase("/v1/municipalities?state=05&state=06", "repeated-parameter", "state")]
    [TestCase("/v1/municipalities?state=05&STATE=06", "unknown-parameter", "STATE")]
    [TestCase("/v1/municipalities?state=17", "invalid-state", "state")]
    [TestCase("/v1/municipalities?state=5", "invalid-state", "state")]
    [TestCase("/v1/municipalities?district=0531", "invalid-district", "district")]
    [TestCase("/v1/municipalities?association=05314000", "invalid-association", "association")]
    [TestCase("/v1/municipalities?kind=stadt", "unknown-kind", "kind")]
    [TestCase("/v1/municipalities?kind=0", "unknown-kind", "kind")]
    [TestCase("/v1/municipalities?sizeClass=500", "unknown-size-class", "sizeClass")]
    [TestCase("/v1/municipalities?asOf=2025-02-30", "invalid-parameter", "asOf")]
    [TestCase("/v1/municipalities?asOf=01.02.2025", "invalid-parameter", "asOf")]
    [TestCase("/v1/municipalities?q=a%00b", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?q=%FF", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?q=M%FCnster", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?q=%ED%A0%80", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?q=a%0Ab", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?q=a%C2%85b", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?state=05%00", "invalid-parameter", "state")]
    [TestCase("/v1/municipalities?state=%D9%A0%D9%A5", "invalid-state", "state")]
    [TestCase("/v1/municipalities?limit=1&limit=1", "repeated-parameter", "limit")]
    [TestCase("/v1/municipalities?limit=1&limit", "repeated-parameter", "limit")]
    [TestCase("/v1/municipalities?limit=1&%6Cimit=2", "repeated-parameter", "limit")]
    [TestCase("/v1/maturity?groupBy=state&groupBy=kind", "repeated-parameter", "groupBy")]
    [TestCase("/v1/maturity?a=1&A=2", "unknown-parameter", null)]
    [TestCase("/v1/municipalities?q=%C3", "invalid-parameter", "q")]
    [TestCase("/v1/municipalities?li%00mit=1", "unknown-parameter", null)]
    [TestCase("/v1/municipalities?limit[]=1", "unknown-parameter", "limit[]")]
    [TestCase("/v1/municipalities?delimiter=tab", "unknown-delimiter", "delimiter")]
    [TestCase("/v1/municipalities?minPosition=-1", "invalid-position", "minPosition")]
    [TestCase("/v1/states?state=05", "unknown-parameter", "state")]
    [TestCase("/v1/services?situationKind=x", "unknown-parameter", "situationKind")]
    [TestCase("/v1/problems?x=1", "unknown-parameter", "x")]
    [TestCase("/v1/municipalities/05314000/services?level=-1", "invalid-level", "level")]
    [TestCase("/v1/municipalities/05314000/services?minLevel=100", "invalid-level", "minLevel")]
    [TestCase("/v1/municipalities/05314000/services?verification=0", "unknown-verification", "verification")]
    [TestCase("/v1/municipalities/05314000/services?changedSince=gestern", "invalid-parameter", "changedSince")]
    [TestCase("/v1/services/10124/frontrunners?peerOf=0531400", "invalid-key", "peerOf")]
    [TestCase("/v1/municipalities/05314000/services/10124?asof=2025-01-01", "unknown-parameter", "asof")]
    public async Task A_parameter_that_does_not_fit_is_refused(string url, string error, string? parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync(url), error, parameter: parameter);

    [TestCase("0531400", TestName = "An AGS of 7 digits")]
    [TestCase("5314000", TestName = "An AGS without its leading zero")]
    [TestCase("0531400a", TestName = "An AGS with a letter")]
    [TestCase("05314000%0A", TestName = "An AGS with a line feed")]
    [TestCase("05314000%20", TestName = "An AGS with a blank")]
    [TestCase("%2005314000", TestName = "An AGS after a blank")]
    [TestCase("%D9%A0%D9%A5%D9%A3%D9%A1%D9%A4%D9%A0%D9%A0%D9%A0", TestName = "An AGS in Arabic-Indic digits")]
    [TestCase("%EF%BC%90%EF%BC%95314000", TestName = "An AGS in full-width digits")]
    [TestCase("17314000", TestName = "An AGS of a Land that does not exist")]
    [TestCase("00000000", TestName = "An AGS of zeros")]
    [TestCase("0531400000", TestName = "A key of 10 digits")]
    [TestCase("%27%20or%201=1--", TestName = "SQL as key")]
    public async Task A_malformed_key_is_refused(string key)
    {
        await AssertInvalid(await App.Anonymous.GetAsync(CellUrl(key, Residence)), "invalid-key", parameter: "key");
        await AssertInvalid(await App.ClientFor("reporter", Bonn).PostAsJsonAsync(CellUrl(key, Residence) + "/reports", new { level = 1 }), "invalid-key", parameter: "key");
    }

    [TestCase("1012")]
    [TestCase("101240")]
    [TestCase("20124")]
    [TestCase("1012a")]
    [TestCase("10124%0A")]
    [TestCase("%D9%A1%D9%A0%D9%A1%D9%A2%D9%A4")]
    public async Task A_malformed_OZG_id_is_refused(string ozgId)
    {
        await AssertInvalid(await App.Anonymous.GetAsync(CellUrl(Bonn, ozgId)), "invalid-ozg-id", parameter: "ozgId");
        await AssertInvalid(await App.Anonymous.GetAsync("/v1/services/" + ozgId), "invalid-ozg-id", parameter: "ozgId");
    }

    [TestCase("/v1/municipalities/05999999")]
    [TestCase("/v1/municipalities/05999999/services")]
    [TestCase("/v1/municipalities/05999999/services/10124")]
    [TestCase("/v1/municipalities/05999999/services/10124/history")]
    [TestCase("/v1/services/10124/frontrunners?peerOf=05999999")]
    public async Task A_unit_that_nobody_knows_is_not_found(string url) => await AssertProblem(await App.Anonymous.GetAsync(url), 404, "unknown-municipality");

    [TestCase("/v1/services/19999")]
    [TestCase("/v1/services/19999/frontrunners")]
    [TestCase("/v1/municipalities/05314000/services/19999")]
    [TestCase("/v1/municipalities/05314000/services/19999/history")]
    public async Task A_service_that_the_catalogue_lacks_is_not_found(string url) => await AssertProblem(await App.Anonymous.GetAsync(url), 404, "unknown-service");

    [TestCase("/v1/maturity-models/ozg-9")]
    [TestCase("/v1/municipalities/05314000/services?model=ozg-9")]
    [TestCase("/v1/services/10124/frontrunners?model=ozg-9")]
    public async Task A_model_that_nobody_published_is_not_found(string url) => await AssertProblem(await App.Anonymous.GetAsync(url), 404, "unknown-model");

    [Test]
    public async Task Everything_that_is_wrong_with_the_parameters_is_told_at_once()
    {
        var problem = await AssertProblem(await App.Anonymous.GetAsync("/v1/municipalities?limit=0&state=17&kind=stadt&stat=05&q=a&q=b"), 400, "invalid-request");

        Assert.That(problem.Errors("parameter"), Is.EquivalentTo((string[])["limit", "state", "kind", "stat", "q"]));
    }

    [Test]
    public async Task A_parameter_that_cannot_be_read_does_not_hide_the_others()
    {
        var problem = await AssertProblem(await App.Anonymous.GetAsync("/v1/municipalities?limit=abc&asOf=x&minPosition=y&stat=05"), 400, "invalid-request");

        Assert.That(problem.Errors("parameter"), Is.EquivalentTo((string[])["limit", "asOf", "minPosition", "stat"]));
    }

    [Test]
    public async Task Path_query_and_body_are_told_at_once()
    {
        var response = await App.ClientFor("reporter", Bonn).PostAsJsonAsync(
            CellUrl("0531400", "1") + "/reports?dryrun=true", new { level = 1, note = "a@b.de", leikaIds = (string[])["1"] });

        var problem = await AssertProblem(response, 400, "invalid-request");
        Assert.That(problem.Errors("parameter").Concat(problem.Errors("pointer")), Is.SupersetOf((string[])["key", "ozgId", "dryrun", "/note", "/leikaIds/0"]));
    }
}
