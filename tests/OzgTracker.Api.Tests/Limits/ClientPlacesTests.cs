using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Tests.Limits;

public sealed class ClientPlacesTests
{
    [Test]
    public void One_client_has_its_share_and_all_together_have_no_more_than_there_are()
    {
        var places = new ClientPlaces(most: 3, mostOfOne: 2);

        Assert.That((bool[])[Gets("a"), Gets("a"), Gets("a"), Gets("b"), Gets("c")], Is.EqualTo((bool[])[true, true, false, true, false]));
        Assert.That(places.Free, Is.Zero);

        bool Gets(string client) => places.Take(client) is not null;
    }

    [Test]
    public void A_place_is_given_back_once_however_often_it_is_disposed()
    {
        var places = new ClientPlaces(most: 2, mostOfOne: 1);
        var first = places.Take("a")!;
        places.Take("b");

        first.Dispose();
        first.Dispose();

        Assert.That(places.Free, Is.EqualTo(1));
        Assert.That(places.Take("b"), Is.Null, "its own is still taken");
        Assert.That(places.Take("a"), Is.Not.Null);
    }
}
