using System.Net;
using System.Text;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>Bodies that a client should not send.</summary>
public sealed class JsonBodyTests : ApiFixture
{
    static readonly string Url = CellUrl(Bonn, Residence) + "/reports";

    HttpClient Reporter => App.ClientFor("reporter", Bonn);

    [TestCase("{\"level\":1,\"lvl\":2}", "unknown-member", "/lvl", TestName = "An unknown member")]
    [TestCase("{\"Level\":1}", "unknown-member", "/Level", TestName = "A member in the wrong case")]
    [TestCase("{\"a.b\":1}", "unknown-member", "/a.b", TestName = "An unknown member with a dot")]
    [TestCase("{\"a/b\":1}", "unknown-member", "/a~1b", TestName = "An unknown member with a slash")]
    [TestCase("{\"level\":1,\"level\":2}", "repeated-member", null, TestName = "A member twice")]
    [TestCase("{\"level\":1,\"l\\u0065vel\":2}", "repeated-member", null, TestName = "A member twice, once escaped")]
    [TestCase("{\"criteria\":{\"bezahlung\":1,\"bezahlung\":2}}", "repeated-member", null, TestName = "A criterion twice")]
    [TestCase("{\"criteria\":{\"bezahlung\":1,\"be\\u007aahlung\":2}}", "repeated-member", null, TestName = "A criterion twice, once escaped")]
    [TestCase("{\"note\":\"\\ud800\"}", "invalid-value", "/note", TestName = "A lone surrogate")]
    [TestCase("{\"note\":\"\\udc00\\ud800\"}", "invalid-value", "/note", TestName = "Surrogates the wrong way round")]
    [TestCase("{\"leikaIds\":[\"\\udfff\"]}", "invalid-value", "/leikaIds/0", TestName = "A lone surrogate in a list")]
    [TestCase("{\"criteria\":{\"\\ud800\":1}}", null, null, TestName = "A lone surrogate in the name of a criterion")]
    [TestCase("{\"criteria\":{\"a\\u0000\":1}}", null, null, TestName = "A NUL in the name of a criterion")]
    [TestCase("{\"leikaIds\":[\"1\",]}", null, null, TestName = "A trailing comma in a list")]
    [TestCase("{\"level\":Infinity}", "invalid-json", null, TestName = "Infinity")]
    [TestCase("{\"level\":-Infinity}", null, null, TestName = "Less than any number")]
    [TestCase("{\"level\":\"NaN\"}", "invalid-value", "/level", TestName = "Not a number as text")]
    [TestCase("{\"level\":1} // one", null, null, TestName = "A comment behind the body")]
    [TestCase("{'level':1}", "invalid-json", null, TestName = "Single quotes")]
    [TestCase("{level:1}", "invalid-json", null, TestName = "A name without quotes")]
    [TestCase("{\"level\":\u0661}", "invalid-json", null, TestName = "An Arabic digit")]
    [TestCase("{\"level\":1}\0", null, null, TestName = "A NUL behind the body")]
    [TestCase("\0{\"level\":1}", null, null, TestName = "A NUL before the body")]
    [TestCase("{\"validOn\":\"\u0662\u0660\u0662\u0665-01-01\"}", "invalid-value", "/validOn", TestName = "A day in Arabic digits")]
    [TestCase("{\"note\":\"a\\u0000b\"}", "invalid-value", "/note", TestName = "A NUL in a text")]
    [TestCase("{\"level\":1 /* one */}", "invalid-json", null, TestName = "A comment")]
    [TestCase("{\"level\":1,}", null, null, TestName = "A trailing comma")]
    [TestCase("{\"level\":NaN}", "invalid-json", null, TestName = "Not a number")]
    [TestCase("{\"level\":01}", "invalid-json", null, TestName = "A leading zero")]
    [TestCase("[{\"level\":1}]", "invalid-value", "", TestName = "An array")]
    [TestCase("null", "missing-body", "", TestName = "null as body")]
    [TestCase("", "missing-body", "", TestName = "No body")]
    [TestCase(" ", null, null, TestName = "A blank body")]
    [TestCase("{\"level\":1", null, null, TestName = "Half a body")]
    [TestCase("{\"level\":1}{\"level\":2}", null, null, TestName = "Two bodies")]
    [TestCase("{\"level\":\"1\"}", "invalid-value", "/level", TestName = "A number as text")]
    [TestCase("{\"level\":1.5}", "invalid-value", "/level", TestName = "A fraction")]
    [TestCase("{\"level\":99999999999999999999}", "invalid-value", "/level", TestName = "A number beyond all bounds")]
    [TestCase("{\"level\":true}", "invalid-value", "/level", TestName = "A flag as number")]
    [TestCase("{\"validOn\":\"2025-02-30\"}", "invalid-value", "/validOn", TestName = "A day that does not exist")]
    [TestCase("{\"validOn\":\"03.05.2025\"}", "invalid-value", "/validOn", TestName = "A day in German writing")]
    [TestCase("{\"validOn\":20250503}", "invalid-value", "/validOn", TestName = "A day as number")]
    [TestCase("{\"reportedAt\":\"yesterday\"}", "invalid-value", "/reportedAt", TestName = "A moment in words")]
    [TestCase("{\"note\":17}", "invalid-value", "/note", TestName = "A number as text member")]
    [TestCase("{\"leikaIds\":[null]}", "invalid-leika-id", "/leikaIds/0", TestName = "null in a list")]
    [TestCase("{\"criteria\":{\"bezahlung\":null}}", "invalid-value", "/criteria/bezahlung", TestName = "null as level of a criterion")]
    public async Task It_is_refused(string body, string? error, string? pointer)
    {
        var response = await Reporter.PostRaw(Url, body);

        if (error is null) await AssertProblem(response, 400, "invalid-request");
        else await AssertInvalid(response, error, pointer);
    }

    [Test]
    public async Task Broken_UTF_8_is_refused()
    {
        byte[] body = [.. "{\"note\":\"M"u8, 0xFC, .. "nchen\"}"u8];

        await AssertInvalid(await Reporter.PostRaw(Url, body), "invalid-value", "/note");
    }

    [Test]
    public async Task A_surrogate_in_UTF_8_is_refused()
    {
        byte[] body = [.. "{\"note\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];

        await AssertInvalid(await Reporter.PostRaw(Url, body), "invalid-value", "/note");
    }

    [Test]
    public async Task Broken_UTF_8_in_the_name_of_a_member_is_refused()
    {
        byte[] body = [.. "{\"not"u8, 0xC3, 0x28, .. "\":1}"u8];

        await AssertProblem(await Reporter.PostRaw(Url, body), 400, "invalid-request");
    }

    [Test]
    public async Task Broken_UTF_8_in_the_name_of_a_criterion_is_refused()
    {
        byte[] body = [.. "{\"criteria\":{\"a"u8, 0xFF, .. "\":1}}"u8];

        await AssertProblem(await Reporter.PostRaw(Url, body), 400, "invalid-request");
    }

    [Test]
    public async Task UTF_16_is_refused() => await AssertProblem(await Reporter.PostRaw(Url, Encoding.Unicode.GetBytes("{\"level\":1}")), 400, "invalid-request");

    [TestCase("note")]
    [TestCase("criteria")]
    [TestCase("unknown")]
    public async Task A_body_of_depth_100_is_refused(string member) =>
        await AssertProblem(await Reporter.PostRaw(Url, $"{{\"{member}\":{new string('[', 99)}{new string(']', 99)}}}"), 400, "invalid-request");

    [TestCase("{\"note\":\"", "\"}")]
    [TestCase("", "{\"level\":1}")]
    public async Task A_body_of_2_MB_is_too_large(string before, string after) =>
        await AssertProblem(await Reporter.PostRaw(Url, before + new string(' ', 2_000_000) + after), 413, "body-too-large");

    [Test]
    public async Task A_body_of_2_MB_without_a_length_is_too_large()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(new string(' ', 2_000_000) + "{\"level\":1}", Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;

        await AssertProblem(await Reporter.SendAsync(request), 413, "body-too-large");
    }

    [Test]
    public async Task A_text_of_more_than_4000_characters_is_refused() =>
        await AssertInvalid(await Reporter.PostRaw(Url, $"{{\"note\":\"{new string('a', 4_001)}\"}}"), "invalid-value", "/note");

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase(null)]
    public async Task Another_content_type_is_refused(string? contentType) =>
        await AssertProblem(await Reporter.PostRaw(Url, "{\"level\":1}", contentType), 415, "unsupported-media-type");

    [Test]
    public async Task A_byte_order_mark_does_no_harm()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. "{\"level\":4}"u8];

        var response = await Reporter.PostRaw(Url, body, "application/json; charset=utf-8");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
    }
}
