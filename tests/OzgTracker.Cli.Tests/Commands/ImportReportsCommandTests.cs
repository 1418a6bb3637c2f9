using System.Text;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class ImportReportsCommandTests : CliFixture
{
    const string Header = "ags;ozg_id;reifegrad;seit;bemerkung";

    static readonly string[] Table = [Header, $"{Bonn};{Residence};3,0;01.05.2025;", $"{Cologne};{Residence};2;2025-05-01;läuft", $"{Berlin};{Passport};1;2025-05-01;"];

    private protected override Task<Ozg> Open() => Ozg.OnReferenceData();

    [Test]
    public async Task Reports_of_a_table_can_be_seen_when_the_command_ends()
    {
        var answer = await Ozg.Run("import", "reports", Ozg.FileOf(Table));

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match("Recorded 3 reports, 0 unchanged, 0 refused in .* s"));
        Assert.That(answer.Error, Is.Empty);
        Assert.That(await Ozg.Count("read.status"), Is.EqualTo(3));
        Assert.That(await Ozg.Scalar("select headers ->> 'source' from log.mt_events where type = 'maturity_reported' limit 1"), Is.EqualTo("import"));
    }

    [Test]
    public async Task The_same_file_again_records_nothing_and_a_dry_run_neither()
    {
        var file = Ozg.FileOf(Table);

        var dry = await Ozg.Run("import", "reports", file, "--dry-run");
        var afterDry = await Ozg.Count("log.mt_events where type = 'maturity_reported'");
        await Ozg.Run("import", "reports", file);
        var again = await Ozg.Run("import", "reports", file);

        Assert.That(dry.Out, Does.Contain("Would record 3 reports").And.Contain("nothing was written"));
        Assert.That(afterDry, Is.Zero);
        Assert.That(again.Out, Does.Contain("Recorded 0 reports, 3 unchanged"));
        Assert.That(await Ozg.Count("log.mt_events where type = 'maturity_reported'"), Is.EqualTo(3));
    }

    [Test]
    public async Task Refused_lines_go_to_a_file_that_can_be_corrected_and_imported()
    {
        var file = Ozg.FileOf([.. Table, $"{Bonn};19999;3;2025-05-01;", $"{Bonn};{Passport};3,5;2025-05-01;\"sagt \"\"fast\"\"\"", $"{Bonn};{Passport}"]);

        var answer = await Ozg.Run("import", "reports", file);
        var rejects = file + ".rejects.csv";
        var lines = await File.ReadAllLinesAsync(rejects);
        await File.WriteAllTextAsync(rejects, (await File.ReadAllTextAsync(rejects)).Replace("19999", Passport, StringComparison.Ordinal).Replace("3,5", "3", StringComparison.Ordinal), new UTF8Encoding(true));
        var corrected = await Ozg.Run("import", "reports", rejects);

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("line 5").And.Contain("[unknown-service]").And.Contain("line 6").And.Contain("[level-not-whole]").And.Contain("line 7").And.Contain("[field-count]").And.Contain(rejects));
        Assert.That(lines[0], Is.EqualTo("rejectCode;rejectReason;" + Header));
        Assert.That(lines[2], Does.StartWith("level-not-whole;\"").And.EndWith($";{Bonn};{Passport};3,5;2025-05-01;\"sagt \"\"fast\"\"\""));
        Assert.That(corrected.Out, Does.Match("Recorded 2 reports, 0 unchanged, 1 refused"));
        Assert.That(corrected.ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task Refused_lines_of_NDJSON_carry_their_reasons_as_members()
    {
        var file = Ozg.FileOf($$"""{"municipality":"{{Bonn}}","ozgId":"19999","level":3}""", $$"""{"municipality":"{{Bonn}}","ozgId":"{{Passport}}","level":1}""");
        var rejects = file + ".mine";

        var answer = await Ozg.Run("import", "reports", file, "--rejects", rejects, "--json");
        await File.WriteAllTextAsync(rejects, (await File.ReadAllTextAsync(rejects)).Replace("19999", Residence, StringComparison.Ordinal));
        var corrected = await Ozg.Run("import", "reports", rejects);

        Assert.That((answer.ExitCode, answer.Json.GetProperty("accepted").GetInt64(), answer.Json.GetProperty("refused").GetInt64()), Is.EqualTo((3, 1L, 1L)));
        Assert.That(answer.Json.GetProperty("refusals")[0].GetProperty("code").GetString(), Is.EqualTo("unknown-service"));
        Assert.That(answer.Json.GetProperty("rejects").GetString(), Is.EqualTo(rejects));
        Assert.That(await File.ReadAllTextAsync(rejects), Does.StartWith("{\"rejectCode\":\"unknown-service\",\"rejectReason\":"));
        Assert.That((corrected.ExitCode, corrected.Out), Is.EqualTo((0, corrected.Out)));
        Assert.That(corrected.Out, Does.Contain("Recorded 1 reports"));
    }

    [Test]
    public async Task An_import_goes_on_where_it_stopped_unless_it_is_told_to_begin_anew()
    {
        var file = Ozg.FileOf(Table);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file)));
        await Ozg.Run("import", "reports", file);
        await Ozg.Scalar($"update ozg.setting set value = '2' where name = 'reports-import {hash}'");

        var rest = await Ozg.Run("import", "reports", file);
        await Ozg.Scalar($"update ozg.setting set value = '2' where name = 'reports-import {hash}'");
        var all = await Ozg.Run("import", "reports", file, "--restart");

        Assert.That(rest.Out, Does.Contain("Went on after 2 items").And.Contain("Recorded 0 reports, 1 unchanged"));
        Assert.That(all.Out, Does.Not.Contain("Went on").And.Contain("Recorded 0 reports, 3 unchanged"));
        Assert.That(await Ozg.Scalar($"select value from ozg.setting where name = 'reports-import {hash}'"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_Verband_speaks_for_its_members()
    {
        var file = Ozg.FileOf("ozg_id;reifegrad", $"{Passport};2");

        var answer = await Ozg.Run("import", "reports", file, "--on-behalf-of", BuesumWesselburen);
        var stranger = await Ozg.Run("import", "reports", file, "--on-behalf-of", Bonn);

        Assert.That(answer.Out, Does.Contain("Recorded 1 reports"), answer.Error);
        Assert.That(await Ozg.Scalar("select headers ->> 'onBehalfOf' from log.mt_events where type = 'maturity_reported'"), Is.EqualTo(BuesumWesselburen));
        Assert.That((stranger.ExitCode, stranger.Error), Is.EqualTo((1, stranger.Error)));
        Assert.That(stranger.Error, Does.Contain("neither a Gemeindeverband nor a Kreis"));
    }

    [Test]
    public async Task What_cannot_be_read_at_all_is_an_error()
    {
        var workbook = await Ozg.Run("import", "reports", Ozg.FileOf("PK\u0003\u0004"));
        var cut = await Ozg.Run("import", "reports", Ozg.FileOf($$"""[{"municipality":"{{Bonn}}","ozgId":"{{Residence}}","level":1}"""));

        Assert.That((workbook.ExitCode, cut.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(workbook.Error, Does.Contain("nothing of this file could be read").And.Contain("file-not-text"));
        Assert.That(cut.Error, Does.Contain("could not be read to its end").And.Contain("body-cut-off"));
        Assert.That(cut.Out, Does.Contain("Recorded 1 reports"));
    }
}
