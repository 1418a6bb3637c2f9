using OzgTracker.Api.Tests.Web;
using OzgTracker.Domain.Efa;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Efa;

/// <summary>Commands to EfA offers of Schleswig-Holstein.</summary>
public abstract class EfaOfferFixture : SingleStreamFixture
{
    protected override HttpClient Allowed => App.ClientFor("coordinator", "01");

    [Test]
    public Task Whose_keys_or_Laender_are_others_may_not_do_it() => AssertForbidden(App.ClientFor("coordinator", "05"), "outside-your-states");

    protected override string[] OtherRoles => ["reader", "reporter", "admin"];

    /// <summary>The terms of an offer, with its id where a new one is meant.</summary>
    protected static Dictionary<string, object?> Terms(string? id = null, string provider = "01", string name = "Ummeldung online", string ozgId = Residence, string mailbox = "efa@land.example")
    {
        var terms = new Dictionary<string, object?>
        {
            ["provider"] = provider,
            ["name"] = name,
            ["operator"] = "Dataport",
            ["ozgIds"] = (string[])[ozgId],
            ["leikaIds"] = (string[])[ResidenceLeika],
            ["contract"] = "fitStore",
            ["costModel"] = "nach Einwohnern",
            ["contactPoint"] = new { mailbox },
            ["since"] = "2023-01-01",
        };
        if (id is not null) terms["id"] = id;
        return terms;
    }

    protected static StreamRequest Publish(string id, Dictionary<string, object?>? terms = null) => new(HttpMethod.Post, "/v1/efa-offers", EfaOffer.StreamKey(id), terms ?? Terms(id));

    protected static StreamRequest Change(string id, Dictionary<string, object?> terms) => new(HttpMethod.Put, "/v1/efa-offers/" + id, EfaOffer.StreamKey(id), terms);

    protected static StreamRequest Withdraw(string id) => new(HttpMethod.Delete, "/v1/efa-offers/" + id, EfaOffer.StreamKey(id));

    protected async Task<string> Published()
    {
        var id = $"ummeldung-{Next()}";
        await Done(Publish(id));
        return id;
    }
}
