namespace OzgTracker.Intake.Tests.Gv100ad;

public sealed class WrongFileAsGv100adTests
{
    [Test]
    public async Task An_empty_file_is_refused() => await AssertRefused([], "file-empty", "found an empty file");

    [Test]
    public async Task A_file_of_blank_lines_is_refused() => await AssertRefused(Input.Bytes("\n  \n\n"), "not-gv100ad", "only blank lines");

    [Test]
    public async Task A_png_is_refused() =>
        await AssertRefused([0x89, .. "PNG\r\n\x1A\n"u8, 0, 0, 0, 0x0D], "file-not-text", "a PNG image");

    [Test]
    public async Task The_zip_that_holds_the_file_is_refused_with_advice() =>
        await AssertRefused([.. "PK\x03\x04"u8, 20, 0], "file-not-text", "Unpack it");

    [Test]
    public async Task A_file_in_utf_16_is_refused_with_advice() =>
        await AssertRefused([0xFF, 0xFE, (byte)'1', 0, (byte)'0', 0], "file-not-text", "Save the file as UTF-8");

    [Test]
    public async Task A_csv_is_refused_with_what_its_first_line_has() =>
        await AssertRefused(Input.Bytes("ozg_id,name\n10000,Elterngeld\n"), "not-gv100ad", "Line 1 has something else: 'ozg_id,name'");

    [Test]
    public async Task Binary_garbage_is_refused_after_its_first_lines()
    {
        var garbage = new byte[5_000_000];
        new Random(20250831).NextBytes(garbage);

        var result = await Gv100adReader.Read(new MemoryStream(garbage));

        Assert.That(result.IsRefused, Is.True);
        Assert.That(result.File.Lines, Is.LessThanOrEqualTo(10));
    }

    static async Task AssertRefused(byte[] content, string code, string reason)
    {
        var result = await Gv100adReader.Read(new MemoryStream(content));

        Assert.That(result.IsRefused, Is.True);
        Assert.That(result.Errors.Single().Code, Is.EqualTo(code));
        Assert.That(result.Errors.Single().Reason, Does.Contain(reason));
        Assert.That(result.Rows, Is.Empty);
    }
}
