using System.Text;
using OzgTracker.Api.Limits;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Limits;

/// <summary>Bodies with more of something than any body may have.</summary>
public sealed class JsonLimitsTests : ApiFixture
{
    static readonly string Url = CellUrl(Bonn, Residence) + "/reports";

    protected override (string, string)[] Settings => [("Limits:Bodies:Items", "1000"), ("Limits:Bodies:TextCharacters", "500"), ("Limits:Bodies:Depth", "8")];

    [TestCase("leikaIds", 1_001)]
    [TestCase("nobody knows it", 1_001, TestName = "An array that nobody knows")]
    public async Task An_array_of_too_many_entries_is_refused(string member, int entries) =>
        await AssertInvalid(await Post($"{{\"{member}\":[{string.Join(',', Enumerable.Repeat("\"1\"", entries))}]}}"), "too-many-items", "");

    [Test]
    public async Task An_object_of_too_many_members_is_refused() =>
        await AssertInvalid(await Post($"{{\"criteria\":{{{string.Join(',', Enumerable.Range(0, 1_001).Select(number => $"\"c{number}\":1"))}}}}}"), "too-many-items", "");

    [Test]
    public async Task An_endless_text_is_refused_before_it_is_held_in_memory() =>
        await AssertInvalid(await Post($"{{\"note\":\"{new string('a', 900_000)}\"}}"), "text-too-long", "");

    [Test]
    public async Task An_endless_number_is_refused() => await AssertInvalid(await Post($"{{\"level\":{new string('1', 900_000)}}}"), "text-too-long", "");

    [Test]
    public async Task A_text_above_the_limit_is_told_by_its_place() => await AssertInvalid(await Post($"{{\"note\":\"{new string('a', 501)}\"}}"), "invalid-value", "/note");

    [Test]
    public async Task A_body_that_is_too_deep_is_refused() => await AssertProblem(await Post($"{{\"note\":{new string('[', 8)}{new string(']', 8)}}}"), 400, "invalid-request");

    [Test]
    public async Task Commas_and_brackets_in_texts_do_not_count()
    {
        var bounded = Bounded($"[\"{new string(',', 400)}\\\"{new string('[', 400)}\",\"{new string(',', 400)}\",\"{new string(',', 400)}\"]");

        Assert.That(await Read(bounded), Is.GreaterThan(1_200));
    }

    [Test]
    public async Task Arrays_beside_each_other_count_on_their_own()
    {
        var row = $"[{string.Join(',', Enumerable.Repeat('1', 1_000))}]";

        Assert.That(await Read(Bounded($"[{row},{row},{row}]")), Is.GreaterThan(6_000));
        Assert.That(async () => await Read(Bounded($"[{row},{row[..^1]},1]]")), Throws.InstanceOf<JsonLimitException>().With.Property("Code").EqualTo("too-many-items"));
    }

    [Test]
    public async Task Escaped_characters_count_as_one() =>
        Assert.That(await Read(Bounded($"\"{string.Concat(Enumerable.Repeat("\\u00e4", 500))}\"")), Is.EqualTo(3_002));

    static BoundedJsonStream Bounded(string json) => new(new MemoryStream(Encoding.UTF8.GetBytes(json)), new BodyOptions { Items = 1_000, TextCharacters = 500, Depth = 8 });

    /// <summary>In small pieces, so that the end of a piece falls everywhere.</summary>
    static async Task<int> Read(BoundedJsonStream body)
    {
        var (buffer, all) = (new byte[7], 0);
        while (await body.ReadAsync(buffer) is > 0 and var read) all += read;
        return all;
    }

    Task<HttpResponseMessage> Post(string body) => App.ClientFor("reporter", Bonn).PostRaw(Url, body);
}
