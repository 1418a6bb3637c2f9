using OzgTracker.Domain.Contacts;

namespace OzgTracker.Domain.Tests.Contacts;

public sealed class OrganisationNameTests
{
    [TestCase("Dataport")]
    [TestCase("ekom21 – KGRZ Hessen")]
    [TestCase("Komm.ONE")]
    [TestCase("AKDB")]
    [TestCase("regio iT GmbH")]
    [TestCase("Kommunales Rechenzentrum Niederrhein (KRZN)")]
    [TestCase("Karl Müller GmbH")]
    [TestCase("Herrenberg IT")]
    [TestCase("IT-Dienstleister 2020")]
    public void The_name_of_an_organisation_is_taken(string name) => Assert.That(OrganisationName.WhyNot(name), Is.Null);

    [TestCase("Herr Müller")]
    [TestCase("Frau Dr. Schmidt")]
    [TestCase("Dr. Schmidt")]
    [TestCase("IT-Leitung, Herr Müller")]
    [TestCase("Erika Mustermann")]
    [TestCase("Jörg von Mustermann")]
    public void The_name_of_a_person_is_not(string name) =>
        Assert.That(OrganisationName.WhyNot(name), Does.Contain("of a person"));

    [TestCase("it@stadt.example")]
    [TestCase("Dataport, 0431 3295-0")]
    [TestCase("Dataport +49 431 32950")]
    [TestCase("https://www.dataport.de")]
    public void Ways_to_reach_it_do_not_belong_there(string name) => Assert.That(OrganisationName.WhyNot(name), Does.Contain("only the name"));

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("4711")]
    [TestCase("Dataport\nKiel")]
    public void Text_that_is_no_name_is_refused(string name) => Assert.That(OrganisationName.WhyNot(name), Does.Contain("one line"));

    [Test]
    public void It_has_at_most_120_characters()
    {
        Assert.That(OrganisationName.WhyNot(new string('a', 120)), Is.Null);
        Assert.That(OrganisationName.WhyNot(new string('a', 121)), Is.Not.Null);
    }
}
