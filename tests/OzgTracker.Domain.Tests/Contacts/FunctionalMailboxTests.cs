using OzgTracker.Domain.Contacts;

namespace OzgTracker.Domain.Tests.Contacts;

public sealed class FunctionalMailboxTests
{
    [TestCase("digitalisierung@koeln.example")]
    [TestCase("ozg@koeln.example")]
    [TestCase("info@koeln.example")]
    [TestCase("buergerbuero@koeln.example")]
    [TestCase("bürgerbüro@koeln.example")]
    [TestCase("Poststelle@Koeln.Example")]
    [TestCase("ozg-koordination@kreis-dithmarschen.example")]
    [TestCase("service-digital@amt.example")]
    [TestCase("buergerbuero.mitte@stadt.example")]
    [TestCase("amt.32@stadt.example")]
    [TestCase("team.digitalisierung@stadt.example")]
    [TestCase("e.government@stadt.example")]
    [TestCase("ordnungsamt_zentral@stadt.example")]
    [TestCase("kita.sonnenschein@stadt.example")]
    [TestCase("rathaus@gemeinde.example")]
    [TestCase("koeln@koeln.example")]
    [TestCase("amt32@stadt.example")]
    [TestCase("ozg+meldungen@stadt.example")]
    public void The_mailbox_of_an_office_is_taken(string address) => Assert.That(FunctionalMailbox.WhyNot(address), Is.Null);

    [TestCase("erika.mustermann@stadt.example")]
    [TestCase("e.mustermann@stadt.example")]
    [TestCase("E.Mustermann@stadt.example")]
    [TestCase("erika_mustermann@stadt.example")]
    [TestCase("erika-mustermann@stadt.example")]
    [TestCase("mustermann.e@stadt.example")]
    [TestCase("p.oezdemir@stadt.example")]
    [TestCase("erika@stadt.example")]
    [TestCase("jörg@stadt.example")]
    [TestCase("erika2@stadt.example")]
    [TestCase("frau.mustermann@stadt.example")]
    [TestCase("frau-mustermann@stadt.example")]
    [TestCase("erika.digitalisierung@stadt.example")]
    [TestCase("dr.mustermann@stadt.example")]
    [TestCase("erika.anna.mustermann@stadt.example")]
    public void The_address_of_a_person_is_not(string address) =>
        Assert.That(FunctionalMailbox.WhyNot(address), Does.Contain("functional mailbox").And.Not.Contain(address), "The answer is logged, the name must not be.");

    [TestCase("")]
    [TestCase("ozg")]
    [TestCase("ozg@stadt")]
    [TestCase("ozg@@stadt.example")]
    [TestCase("ozg@stadt.example, info@stadt.example")]
    [TestCase("OZG <ozg@stadt.example>")]
    [TestCase("ozg @stadt.example")]
    [TestCase("ozg@stadt.example\n")]
    [TestCase("mailto:ozg@stadt.example")]
    [TestCase(".ozg@stadt.example")]
    [TestCase("ozg@-stadt.example")]
    public void Other_text_is_no_address(string text)
    {
        Assert.That(FunctionalMailbox.IsAddress(text), Is.False);
        Assert.That(FunctionalMailbox.WhyNot(text), Is.Not.Null);
    }

    [Test]
    public void An_address_that_no_mail_server_takes_is_none() => Assert.That(FunctionalMailbox.IsAddress($"ozg@{new string('a', 60)}.{string.Join('.', Enumerable.Repeat("abcdefghi", 25))}.de"), Is.False);
}
