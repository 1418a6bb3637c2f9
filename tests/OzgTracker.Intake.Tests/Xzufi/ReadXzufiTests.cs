using System.Text;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Testing;
using static OzgTracker.Testing.XzufiText;

namespace OzgTracker.Intake.Tests.Xzufi;

public sealed class ReadXzufiTests
{
    [Test]
    public async Task Objects_come_in_the_order_of_the_file_with_what_joins_them()
    {
        var (objects, reader) = await Read(Message(
            Head("2025-09-01T03:15:00Z"), Leistung("L1", "99041006017000"), Onlinedienst("O1", "30", "https://a.example/1", "https://a.example/2"),
            Zustaendigkeit("Z1", "O1", "L1", "053340002002"), Delete("Onlinedienst", "O0")));

        Assert.That(reader.Errors, Is.Empty);
        Assert.That((reader.CreatedAt, reader.IsComplete, reader.Count), Is.EqualTo((new DateTimeOffset(2025, 9, 1, 3, 15, 0, TimeSpan.Zero), true, 4)));
        var leistung = (XzufiLeistung)objects[0];
        Assert.That((leistung.Id, leistung.LeikaIds.Single().Value), Is.EqualTo((new XzufiId("S1", "lokal", "L1"), "99041006017000")));
        var dienst = (XzufiOnlinedienst)objects[1];
        Assert.That((dienst.Name, dienst.AssuranceLevel), Is.EqualTo(("Antrag", AssuranceLevel.Substantial)));
        Assert.That(dienst.Urls, Is.EqualTo((string[])["https://a.example/1", "https://a.example/2"]));
        var join = (XzufiZustaendigkeit)objects[2];
        Assert.That((join.Parent.Value, join.Services.Single().Value, join.Areas.Single().Value, join.Role), Is.EqualTo(("O1", "L1", "053340002002", "01")));
        Assert.That((objects[3].GetType(), objects[3].Kind, objects[3].Id.Value), Is.EqualTo((typeof(XzufiDeletion), XzufiKind.Onlinedienst, "O0")));
    }

    [Test]
    public async Task The_sample_that_follows_the_public_parsers_is_read_whole()
    {
        using var file = OfficialData.Open("xzufi-2.2-onlinedienst.SYNTHETIC.xml");
        var reader = new XzufiReader(file);
        var objects = await All(reader);

        Assert.That(reader.Errors, Is.Empty);
        Assert.That(objects.Select(found => found.Kind), Is.EqualTo((XzufiKind[])[XzufiKind.Leistung, XzufiKind.Onlinedienst, XzufiKind.Zustaendigkeit, XzufiKind.Onlinedienst]));
        Assert.That(((XzufiOnlinedienst)objects[1]).AssuranceLevel, Is.EqualTo(AssuranceLevel.Low));
    }

    [TestCase("10", null)]
    [TestCase("20", AssuranceLevel.Low)]
    [TestCase("30", AssuranceLevel.Substantial)]
    [TestCase("40", AssuranceLevel.High)]
    [TestCase("77", null)]
    public async Task Codes_of_the_Vertrauensniveau_become_levels_of_assurance(string code, AssuranceLevel? level) =>
        Assert.That(((XzufiOnlinedienst)(await Read(Message(Onlinedienst("O1", code)))).Objects.Single()).AssuranceLevel, Is.EqualTo(level));

    [TestCase("http://xoev.de/schemata/xzufi/2_2_0")]
    [TestCase("http://xoev.de/schemata/xzufi/2_3_0")]
    [TestCase("http://xoev.de/schemata/xzufi/2_3_1")]
    public async Task Versions_2_2_and_2_3_are_read(string ns) =>
        Assert.That((await Read(MessageOf(ns, Leistung("L1", "99041006017000")))).Objects, Has.Count.EqualTo(1));

    [TestCase("http://xoev.de/schemata/xzufi/2_1_0", "xzufi-version", "2.1.0")]
    [TestCase("http://xoev.de/schemata/xzufi/3_0_0", "xzufi-version", "3.0.0")]
    [TestCase("urn:something", "not-xzufi", "urn:something")]
    public async Task Another_version_or_format_is_refused_as_a_whole_with_what_was_found(string ns, string code, string found)
    {
        var (objects, reader) = await Read(MessageOf(ns, Leistung("L1", "99041006017000")));

        Assert.That((objects.Count, reader.IsComplete), Is.EqualTo((0, false)));
        Assert.That((reader.Errors.Single().Line, reader.Errors[0].Code), Is.EqualTo((0, code)));
        Assert.That(reader.Errors[0].Reason, Does.Contain(found).And.Contain("2.2").Or.Contain("2_2_"));
    }

    [Test]
    public async Task A_wrong_object_costs_only_itself_and_is_reported_with_its_place()
    {
        var (objects, reader) = await Read(Message(
            Leistung("L1", "99041006017000"), Onlinedienst("O1", "20", "javascript:alert(1)"), Leistung("", "99041006017000"), Leistung("L3", "99x"),
            Zustaendigkeit("Z1", "O1", "L1", "0533x"), "<x:loesche><x:id>1</x:id></x:loesche>", Onlinedienst("O2", "20", "https://a.example/")));

        Assert.That(objects.Select(found => found.Id.Value), Is.EqualTo((string[])["L1", "O2"]));
        Assert.That(reader.Errors.Select(error => (error.Line, error.Code)), Is.EqualTo(((int, string)[])
        [
            (4, "address-not-public"), (5, "id-missing"), (6, "leika-id-invalid"), (7, "area-invalid"), (8, "class-missing"),
        ]));
        Assert.That(reader.Errors.Select(error => error.Position), Is.All.Positive);
        Assert.That(reader.IsComplete, Is.True);
    }

    [Test]
    public async Task What_is_of_no_use_is_counted_by_reason()
    {
        var (objects, reader) = await Read(Message(
            Write("<x:organisationseinheit><x:id>1</x:id></x:organisationseinheit>"), Write("<x:formular/>"), Write("<x:neuartig/>"),
            Zustaendigkeit("Z1", "OE1", "L1", "05", range: "ZustaendigkeitOrganisationseinheit"), Delete("Formular", "F1"),
            Delete("Zustaendigkeit", "Z1", range: "ZustaendigkeitFormular")));

        Assert.That((objects.Count, reader.ErrorCount), Is.EqualTo((0, 0)));
        Assert.That(reader.Skipped, Is.EquivalentTo(new Dictionary<string, int>
        {
            ["organisationseinheit"] = 1,
            ["formular"] = 1,
            ["unknown-kind"] = 1,
            [XzufiReader.OfOtherObjects] = 2,
            ["deleted-other-kind"] = 1,
        }));
    }

    [Test]
    public async Task Keys_of_a_Land_are_left_out_and_a_transfer_object_may_hold_several_Zustaendigkeiten()
    {
        var two = Zustaendigkeit("Z1", "O1", "L1", "05").Replace("</x:zustaendigkeit>", "</x:zustaendigkeit><x:zustaendigkeit><x:id>Z2</x:id><x:leistungID>L2</x:leistungID></x:zustaendigkeit>", StringComparison.Ordinal);
        var (objects, _) = await Read(Message(Leistung("L1", "99041006017000", "10804100601700"), two));

        Assert.That(((XzufiLeistung)objects[0]).LeikaIds.Select(id => id.Value), Is.EqualTo((string[])["99041006017000"]));
        Assert.That(objects.Skip(1).Cast<XzufiZustaendigkeit>().Select(z => (z.Id.Value, z.Services.Single().Value, z.Areas.Count)), Is.EqualTo(((string, string, int)[])[("Z1", "L1", 1), ("Z2", "L2", 0)]));
    }

    [Test]
    public async Task What_stands_before_a_break_counts()
    {
        var whole = Message(Leistung("L1", "99041006017000"), Leistung("L2", "99041006017000"), "<x:schreibe><x:leistung></x:falsch>");
        var (objects, reader) = await Read(whole);

        Assert.That((objects.Count, reader.IsComplete), Is.EqualTo((2, false)));
        Assert.That((reader.Errors.Single().Line, reader.Errors[0].Code), Is.EqualTo((5, "xml-malformed")));
    }

    [Test]
    public async Task A_billion_laughs_are_refused_before_anything_is_expanded()
    {
        var (objects, reader) = await Read(
            $"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><x:t xmlns:x=\"{V22}\">{Leistung("&c;", "99041006017000")}</x:t>");

        Assert.That((objects.Count, reader.Errors.Single().Code), Is.EqualTo((0, "dtd-forbidden")));
    }

    [Test]
    public async Task A_reference_to_a_file_is_refused()
    {
        var (objects, reader) = await Read($"<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x:t xmlns:x=\"{V22}\"/>");

        Assert.That((objects.Count, reader.Errors.Single().Code), Is.EqualTo((0, "dtd-forbidden")));
    }

    [TestCase("", "file-empty")]
    [TestCase("kein XML", "xml-malformed")]
    [TestCase("%PDF-1.7 and so on", "file-not-readable")]
    public async Task A_file_of_another_kind_has_one_error(string text, string code) =>
        Assert.That((await Read(text)).Reader.Errors.Single().Code, Is.EqualTo(code));

    [Test]
    public async Task Elements_nested_without_end_are_refused()
    {
        var (_, reader) = await Read(Message(Write($"<x:leistung>{string.Concat(Enumerable.Repeat("<a>", 1_000))}")));

        Assert.That(reader.Errors.Single().Reason, Does.Contain("nested at most"));
    }

    [Test]
    public async Task Names_without_end_are_refused()
    {
        var (_, reader) = await Read(Message(Write($"<x:leistung>{string.Concat(Enumerable.Range(0, 30_000).Select(i => $"<a{i}/>"))}</x:leistung>")));

        Assert.That(reader.Errors.Single().Reason, Does.Contain("different names"));
    }

    [Test]
    public async Task A_name_or_attribute_without_end_is_refused_while_it_is_read()
    {
        using var endless = new EndlessStream(Message("<x:schreibe a=\"").Replace("</x:transfer>", "", StringComparison.Ordinal), 'b', 1L << 30);
        var reader = new XzufiReader(endless);
        await All(reader);

        Assert.That(reader.Errors.Single().Reason, Does.Contain("16 MB"));
        Assert.That(endless.Given, Is.LessThan(32 * 1024 * 1024));
    }

    [Test]
    [NonParallelizable]   // memory is that of the process
    public async Task A_large_file_costs_no_more_memory_than_a_small_one()
    {
        const int Objects = 200_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var file = new RepeatedStream(Message("§").Split('§')[0], Leistung("L1", "99041006017000"), Objects, "</x:transfer>");
        var reader = new XzufiReader(file);
        var (count, peak) = (0, 0L);
        await foreach (var _ in reader.Read())
            if (++count % 50_000 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));

        Assert.That((count, reader.ErrorCount, reader.IsComplete), Is.EqualTo((Objects, 0, true)));
        Assert.That(file.Total, Is.GreaterThan(30_000_000));
        Assert.That(peak - before, Is.LessThan(file.Total / 2), "held at no time as a whole");
    }

    static async Task<(List<XzufiObject> Objects, XzufiReader Reader)> Read(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var reader = new XzufiReader(file);
        return (await All(reader), reader);
    }

    static async Task<List<XzufiObject>> All(XzufiReader reader)
    {
        var objects = new List<XzufiObject>();
        await foreach (var found in reader.Read()) objects.Add(found);
        return objects;
    }
}
