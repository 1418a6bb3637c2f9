using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Operations.Tests.ApiKeys;

public sealed class ApiKeyTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    static readonly ApiKeySecret Present = ApiKeySecret.Create();
    static readonly ApiKeySecret Previous = ApiKeySecret.CreateFor(Present.Id);
    static readonly ApiKey Key = new(Present.Id, "test", "reader", [], [], Present.Hash, "test", Noon.AddDays(-1), Noon.AddDays(1));

    [Test]
    public void Its_secret_opens_the_door() => Assert.That(Key.Accepts(Present.Hash, Noon), Is.True);

    [Test]
    public void No_other_does() => Assert.That(Key.Accepts(Previous.Hash, Noon), Is.False);

    [Test]
    public void Nothing_is_no_secret_though_there_is_no_previous_one() => Assert.That(Key.Accepts([], Noon), Is.False);

    [TestCase(-1, true)]
    [TestCase(0, false)]
    public void It_expires_at_the_moment(int ticks, bool isAccepted) => Assert.That(Key.Accepts(Present.Hash, Key.ExpiresAt.AddTicks(ticks)), Is.EqualTo(isAccepted));

    [TestCase(-1, true)]
    [TestCase(0, false)]
    public void The_secret_before_a_rotation_works_for_its_overlap(int ticks, bool isAccepted)
    {
        var rotated = Key with { PreviousHash = Previous.Hash, PreviousUntil = Noon };

        Assert.That(rotated.Accepts(Previous.Hash, Noon.AddTicks(ticks)), Is.EqualTo(isAccepted));
        Assert.That(rotated.Accepts(Present.Hash, Noon.AddTicks(ticks)), Is.True);
    }

    [Test]
    public void A_revoked_key_has_no_secret()
    {
        var revoked = Key with { PreviousHash = Previous.Hash, PreviousUntil = Noon.AddDays(1), RevokedAt = Noon, RevokedBy = "test" };

        Assert.That(revoked.Accepts(Present.Hash, Noon), Is.False);
        Assert.That(revoked.Accepts(Previous.Hash, Noon), Is.False);
    }

    [TestCase("kdn-nightly-import", true)]
    [TestCase("bi.power-bi.08", true)]
    [TestCase("abc", true)]
    [TestCase("ab", false)]
    [TestCase("-abc", false)]
    [TestCase("abc-", false)]
    [TestCase("Abc", false)]
    [TestCase("a b", false)]
    [TestCase("a@b", false)]
    [TestCase("abc\n", false)]
    [TestCase(null, false)]
    public void A_name_has_a_form(string? name, bool isName) => Assert.That(ApiKeyName.IsName(name), Is.EqualTo(isName));

    [TestCase("anna-schmidt", true)]
    [TestCase("frau-schmidt", true)]
    [TestCase("kdn-nightly-import", false)]
    public void A_name_is_not_that_of_a_person(string name, bool isPerson) => Assert.That(ApiKeyName.IsOfPerson(name), Is.EqualTo(isPerson));
}
