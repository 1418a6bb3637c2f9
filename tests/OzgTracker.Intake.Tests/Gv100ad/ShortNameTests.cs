using OzgTracker.Domain.Municipalities;
using static OzgTracker.Intake.Tests.Gv100ad.Gv100adLines;

namespace OzgTracker.Intake.Tests.Gv100ad;

public sealed class ShortNameTests
{
    [TestCase("Bonn, Stadt", "Bonn")]
    [TestCase("Erkrath, Fundort des Neanderthalers, Stadt", "Erkrath")]
    [TestCase("Ueckermünde, Seebad , Stadt", "Ueckermünde")]
    [TestCase("Lauenburg/ Elbe, Stadt", "Lauenburg/ Elbe")]
    [TestCase("Cottbus/Chóśebuz, Stadt", "Cottbus/Chóśebuz")]
    [TestCase("Bautzen / Budyšin, Stadt, Hochschulstadt / Wysokoš", "Bautzen / Budyšin")]
    [TestCase("Weißwasser/O.L., Stadt / Běła Woda", "Weißwasser/O.L. / Běła Woda")]
    [TestCase("Sankt  Peter", "Sankt Peter")]
    public async Task A_gemeinde_loses_its_designation_and_keeps_both_languages(string name, string shortName)
    {
        var result = await Gv100adReader.Read(Input.Of([.. Whole, Municipality("120661960196", name, "63", 1, 1, "03222")]));

        Assert.That(result.Rows[^1].Name, Is.EqualTo(name));
        Assert.That(result.Rows[^1].ShortName, Is.EqualTo(shortName));
    }

    [TestCase("Schmölln, Stadt", "Schmölln")]
    [TestCase("Oelsnitz/Vogtl., Bösenbrunn, Eichigt", "Oelsnitz/Vogtl., Bösenbrunn, Eichigt")]
    public async Task A_verband_keeps_the_list_of_its_members(string name, string shortName)
    {
        var result = await Gv100adReader.Read(Input.Of([.. Whole, Coded("50", "12066   5602", name, "", "58")]));

        Assert.That(result.Rows.Single(row => row.Id == UnitId.Parse("120665602")).ShortName, Is.EqualTo(shortName));
    }
}
