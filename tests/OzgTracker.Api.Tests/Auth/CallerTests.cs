using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Which units the keys of a reporter stand for. A confirmation of an empty cell is refused by a rule only after the keys have been looked at.</summary>
public sealed class CallerTests : ApiFixture
{
    [TestCase("01", Buesum, TestName = "A Land covers a Gemeinde in it")]
    [TestCase("01", Dithmarschen, TestName = "A Land covers a Kreis in it")]
    [TestCase("053", Bonn, TestName = "A Regierungsbezirk covers a city in it")]
    [TestCase(Dithmarschen, Dithmarschen, TestName = "A Kreis covers itself")]
    [TestCase(Dithmarschen, Buesum, TestName = "A Kreis covers a Gemeinde in it")]
    [TestCase(Dithmarschen, BuesumArs, TestName = "A Kreis covers a Gemeinde that is addressed by its ARS")]
    [TestCase(Dithmarschen, BuesumWesselburen, TestName = "A Kreis covers a Verband in it")]
    [TestCase("05314", Bonn, TestName = "The number of a kreisfreie Stadt covers it")]
    [TestCase(BuesumWesselburen, BuesumWesselburen, TestName = "A Verband covers itself")]
    [TestCase(BuesumWesselburen, Buesum, TestName = "A Verband covers its members")]
    [TestCase(Buesum, Buesum, TestName = "An AGS covers its unit")]
    [TestCase(Buesum, BuesumArs, TestName = "An AGS covers its unit that is addressed by its ARS")]
    [TestCase(BuesumArs, Buesum, TestName = "An ARS covers its unit")]
    [TestCase("053140000", Bonn, TestName = "The Verband part of a kreisfreie Stadt covers it")]
    [TestCase("09;" + Bonn, Bonn, TestName = "One of several keys is enough")]
    public async Task A_key_stands_for_a_unit(string keys, string unit) => await AssertProblem(await Confirm(keys, unit), 409, "nothing-reported");

    [TestCase("05", Buesum, TestName = "Another Land")]
    [TestCase("01051", Bonn, TestName = "Another Kreis")]
    [TestCase(BuesumWesselburen, Dithmarschen, TestName = "A Verband does not cover its Kreis")]
    [TestCase(Buesum, BuesumWesselburen, TestName = "A member does not cover its Verband")]
    [TestCase(BuesumArs, BuesumWesselburen, TestName = "The ARS of a member does not cover its Verband")]
    [TestCase(Cologne, Bonn, TestName = "Another AGS")]
    [TestCase("0531400", Bonn, TestName = "7 digits are no key")]
    [TestCase("053140", Bonn, TestName = "6 digits are no key")]
    [TestCase("0531", Bonn, TestName = "4 digits are no key")]
    [TestCase("0", Bonn, TestName = "1 digit is no key")]
    [TestCase("0531400000", Bonn, TestName = "10 digits are no key")]
    [TestCase("05314000000", Bonn, TestName = "11 digits are no key")]
    [TestCase("", Bonn, TestName = "The empty text is no key")]
    [TestCase("05314000 ", Bonn, TestName = "A key with a blank")]
    [TestCase("٠٥", Bonn, TestName = "A Land in Arabic-Indic digits")]
    [TestCase("%", Bonn, TestName = "A wildcard")]
    public async Task A_key_does_not_stand_for_a_unit(string keys, string unit) => await AssertProblem(await Confirm(keys, unit), 403, "outside-your-keys");

    [TestCase("0531400", "05314001")]
    [TestCase("0531", "05319999")]
    [TestCase("", "05999999")]
    public async Task What_is_no_key_learns_nothing_about_which_units_exist(string keys, string unknown) =>
        await AssertProblem(await Confirm(keys, unknown), 403, "outside-your-keys");

    [Test]
    public async Task A_token_without_keys_reports_for_nobody() =>
        await AssertProblem(await App.ClientFor("reporter").PostAsync(CellUrl(Bonn, Residence) + "/confirmations", null), 403, "outside-your-keys");

    Task<HttpResponseMessage> Confirm(string keys, string unit) =>
        App.ClientFor("reporter", keys.Split(';')).PostAsync(CellUrl(unit, Residence) + "/confirmations", null);
}
