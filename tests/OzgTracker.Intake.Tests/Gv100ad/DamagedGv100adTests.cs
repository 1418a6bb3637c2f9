using System.Text;
using static OzgTracker.Intake.Tests.Gv100ad.Gv100adLines;

namespace OzgTracker.Intake.Tests.Gv100ad;

public sealed class DamagedGv100adTests
{
    [TestCase(1)]
    [TestCase(15)]
    [TestCase(40)]
    [TestCase(123)]
    [TestCase(145)]
    [TestCase(168)]
    [TestCase(200)]
    [TestCase(219)]
    public async Task A_line_cut_in_the_middle_is_reported_with_its_position_and_the_others_go_on(int length)
    {
        var result = await Read(With(Town, Town[..length]));

        AssertError(result.Errors.Single(), 4, length + 1, null, "line-cut");
        Assert.That(result.Errors[0].Reason, Does.Contain($"220 characters; the line ends after {length}."));
        Assert.That(result.Rows, Has.Count.EqualTo(3));
    }

    [TestCase(40)]
    [TestCase(123)]
    [TestCase(145)]
    [TestCase(168)]
    public async Task A_cut_line_is_found_in_a_copy_without_trailing_blanks(int length)
    {
        var result = await Read([.. With(Town, Town[..length]).Select(line => line.TrimEnd())]);

        Assert.That(result.Errors.Single().Line, Is.EqualTo(4));
        Assert.That(result.Rows, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_kreis_cut_within_its_seat_is_found()
    {
        var result = await Read(With(District, District[..80]));

        AssertError(result.Errors[0], 2, 81, null, "line-cut");
    }

    [Test]
    public async Task A_land_cut_within_its_seat_is_found_because_the_other_lines_are_whole()
    {
        var result = await Read(With(State, State[..75]));

        AssertError(result.Errors[0], 1, 76, null, "line-cut");
        Assert.That(result.States, Is.Empty);
    }

    [Test]
    public async Task A_single_line_without_trailing_blanks_among_whole_ones_is_reported()
    {
        var result = await Read(With(Town, Town.TrimEnd()));

        AssertError(result.Errors.Single(), 4, Town.TrimEnd().Length + 1, null, "line-cut");
    }

    [Test]
    public async Task An_inserted_character_is_found()
    {
        var result = await Read(With(Town, Town.Insert(30, "x")));

        AssertError(result.Errors.Single(), 4, 221, null, "line-length");
    }

    [Test]
    public async Task A_letter_in_the_key_is_reported_where_it_stands()
    {
        var result = await Read(With(Town, Replace(Town, 16, "O")));

        AssertError(result.Errors.Single(), 4, 16, "EF3/EF4 Regionalschlüssel", "key-invalid");
        Assert.That(result.Errors[0].Reason, Does.Contain("'12066O520052'"));
        Assert.That(result.Rows, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Digits_of_another_script_are_no_digits()
    {
        var result = await Read(With(Town, Replace(Town, 16, "٠")));

        Assert.That(result.Errors.Single().Code, Is.EqualTo("key-invalid"));
    }

    [Test]
    public async Task A_land_beyond_16_is_reported()
    {
        var result = await Read(With(Town, Replace(Town, 11, "17")));

        AssertError(result.Errors.Single(), 4, 11, "EF3/EF4 Regionalschlüssel", "key-invalid");
    }

    [Test]
    public async Task An_unknown_satzart_is_reported()
    {
        var result = await Read(With(Town, Replace(Town, 1, "70")));

        AssertError(result.Errors.Single(), 4, 1, "EF1 Satzart", "unknown-satzart");
        Assert.That(result.Errors[0].Reason, Is.EqualTo("Expected 10, 20, 30, 40, 50 or 60; found '70'."));
    }

    [TestCase("68")]
    [TestCase("44")]
    [TestCase("6x")]
    [TestCase("  ")]
    public async Task An_unknown_textkennzeichen_is_reported(string code)
    {
        var result = await Read(With(Town, Replace(Town, 123, code)));

        AssertError(result.Errors.Single(), 4, 123, "EF7 Textkennzeichen", "unknown-textkennzeichen");
    }

    [TestCase("61", "0052")]
    [TestCase("66", "0052")]
    [TestCase("64", "9052")]
    public async Task A_verband_number_that_contradicts_the_textkennzeichen_is_reported(string code, string association)
    {
        var result = await Read(With(Town, Replace(Replace(Town, 123, code), 19, association)));

        AssertError(result.Errors.Single(), 4, 19, "EF3/EF4 Regionalschlüssel", "key-inconsistent");
    }

    [TestCase("20250230")]
    [TestCase("2025 831")]
    public async Task A_day_that_does_not_exist_is_reported(string day)
    {
        var result = await Read(With(Town, Replace(Town, 3, day)));

        AssertError(result.Errors.Single(), 4, 3, "EF2 Gebietsstand", "as-of-invalid");
    }

    [TestCase(0)]
    [TestCase(3)]
    public async Task A_line_of_another_day_than_most_is_reported(int index)
    {
        var lines = Whole.ToArray();
        lines[index] = Replace(lines[index], 3, "20240930");
        var result = await Read(lines);

        Assert.That(result.File.AsOf, Is.EqualTo(new DateOnly(2025, 8, 31)));
        AssertError(result.Errors[0], index + 1, 3, "EF2 Gebietsstand", "as-of-differs");
    }

    [TestCase(129, "EF8 Fläche")]
    [TestCase(140, "EF9 Bevölkerung")]
    public async Task A_blank_in_a_number_is_reported_where_it_stands(int from, string field)
    {
        var result = await Read(With(Town, Replace(Town, from + 4, " ")));

        AssertError(result.Errors.Single(), 4, from + 4, field, "number-invalid");
    }

    [Test]
    public async Task A_number_larger_than_germany_is_reported()
    {
        var result = await Read(With(Town, Replace(Town, 140, "99999999999")));

        Assert.That(result.Errors.Single().Code, Is.EqualTo("number-too-large"));
    }

    [Test]
    public async Task A_postal_code_of_four_digits_is_reported()
    {
        var result = await Read(With(Town, Replace(Town, 166, "3205 ")));

        Assert.That(result.Errors.Single().Code, Is.EqualTo("postal-code-invalid"));
    }

    [Test]
    public async Task A_line_without_name_is_reported()
    {
        var result = await Read(With(Town, Replace(Town, 23, new string(' ', 50))));

        AssertError(result.Errors.Single(), 4, 23, "EF5 Bezeichnung", "name-missing");
    }

    [TestCase("\t")]
    [TestCase("\0")]
    [TestCase("\uFFFD")]
    public async Task Control_characters_and_lost_letters_are_reported(string character)
    {
        var result = await Read(With(Town, Replace(Town, 25, character)));

        AssertError(result.Errors.Single(), 4, 25, null, "unwanted-character");
    }

    [Test]
    public async Task A_key_that_stands_twice_is_reported_at_the_second_line_and_counts_once()
    {
        var result = await Read([.. Whole, Town]);

        AssertError(result.Errors.Single(), 7, 11, "EF3/EF4 Regionalschlüssel", "duplicate-key");
        Assert.That(result.Errors[0].Reason, Does.Contain("12066052 of Satzart 60 already in line 4"));
        Assert.That(result.States.Single().Population, Is.EqualTo(10_008));
    }

    [Test]
    public async Task An_ags_in_two_verbaende_is_a_duplicate()
    {
        var result = await Read([.. Whole, Replace(Village, 19, "0008")]);

        Assert.That(result.Errors.Single().Code, Is.EqualTo("duplicate-key"));
    }

    [Test]
    public async Task A_missing_kreis_is_reported_once_and_its_gemeinden_remain()
    {
        var result = await Read([.. Whole.Where(line => line != District)]);

        AssertError(result.Errors.Single(), 3, 11, "EF3/EF4 Regionalschlüssel", "parent-missing");
        Assert.That(result.Rows, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_line_that_is_not_utf8_is_reported_with_its_byte_and_the_others_go_on()
    {
        var latin = Encoding.Latin1.GetBytes(Village + "\n");
        var result = await Gv100adReader.Read(Input.OfBytes(Input.Bytes(string.Join('\n', Whole[..^1]) + "\n"), latin, Input.Bytes("")));

        AssertError(result.Errors.Single(), 6, 27, null, "not-utf-8");
        Assert.That(result.Errors[0].Reason, Does.Contain("the byte F6 (hexadecimal) as byte 27").And.Contain("convert it to UTF-8"));
        Assert.That(result.Rows, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Position_and_byte_differ_behind_a_letter_of_two_bytes()
    {
        var bytes = Input.Bytes(Village).ToList();
        bytes.Insert(28, 0xFF);
        var result = await Gv100adReader.Read(Input.OfBytes(Input.Bytes(string.Join('\n', Whole[..^1]) + "\n"), [.. bytes]));

        Assert.That(result.Errors.Single().Position, Is.EqualTo(28));
        Assert.That(result.Errors[0].Reason, Does.Contain("byte 29"));
    }

    [Test]
    public async Task A_line_of_ten_megabytes_costs_one_error()
    {
        var result = await Read([.. Whole, new string('6', 10_000_000), Region]);

        AssertError(result.Errors.Single(), 7, null, null, "line-too-long");
        Assert.That(result.Skipped[Gv100adSkipReason.Regierungsbezirk], Is.EqualTo(1));
        Assert.That(result.File.Lines, Is.EqualTo(8));
    }

    [Test]
    public async Task Errors_beyond_the_first_thousand_are_counted_only()
    {
        var result = await Read([.. Whole, .. Enumerable.Repeat("x", 5_000)]);

        Assert.That(result.Errors, Has.Count.EqualTo(IntakeResult<object>.MaxListedErrors));
        Assert.That(result.ErrorCount, Is.EqualTo(5_000));
    }

    [Test]
    public async Task Errors_come_in_the_order_of_the_lines()
    {
        var result = await Read([.. Whole, Town, "70", Village]);

        int[] lines = [7, 8, 9];
        Assert.That(result.Errors.Select(error => error.Line), Is.EqualTo(lines));
    }

    static Task<Gv100adResult> Read(string[] lines) => Gv100adReader.Read(Input.Of(lines));

    static string Replace(string line, int position, string text) => line[..(position - 1)] + text + line[(position - 1 + text.Length)..];

    static void AssertError(LineError error, int line, int? position, string? field, string code) =>
        Assert.That(error with { Reason = "" }, Is.EqualTo(new LineError(line, position, field, code, "")));
}
