using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class AreaKeyTests
{
    [TestCase("053340002002", "053340002002")]
    [TestCase("000000000000", "000000000000")]
    [TestCase("00", "000000000000")]
    [TestCase("05", "050000000000")]
    [TestCase("053", "053000000000")]
    [TestCase("05334", "053340000000")]
    [TestCase("010515163", "010515163000")]
    [TestCase("05315000", "053150000000")]
    [TestCase("05334002", "05334002")]
    public void A_key_of_any_length_names_an_area(string text, string value)
    {
        Assert.That(AreaKey.TryParse(text, out var area), Is.True);
        Assert.That(area.Value, Is.EqualTo(value));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("5")]
    [TestCase("0533")]
    [TestCase("170000000000")]
    [TestCase("000001000000")]
    [TestCase("05334000200a")]
    public void Anything_else_names_none(string? text) => Assert.That(AreaKey.TryParse(text, out _), Is.False);

    [Test]
    public void A_Gemeinde_lies_in_Verband_Kreis_Bezirk_Land_and_Bund() => Assert.That(
        AreaKey.Around("053345001002", "05334002").Select(area => area.Value),
        Is.EqualTo((string[])["053345001002", "05334002", "053345001000", "053340000000", "053000000000", "050000000000", "000000000000"]));

    [Test]
    public void A_city_state_is_one_area_with_its_Land() => Assert.That(
        AreaKey.Around("020000000000", "02000000").Select(area => area.Value), Is.EqualTo((string[])["020000000000", "000000000000"]));

    [Test]
    public void A_Kreis_is_named_by_itself_and_by_what_is_around_it() => Assert.That(
        AreaKey.Around("053340000000", null).Select(area => area.Value), Is.EqualTo((string[])["053340000000", "053000000000", "050000000000", "000000000000"]));
}
