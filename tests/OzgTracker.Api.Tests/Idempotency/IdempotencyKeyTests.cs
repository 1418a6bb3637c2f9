using OzgTracker.Api.Idempotency;

namespace OzgTracker.Api.Tests.Idempotency;

public sealed class IdempotencyKeyTests
{
    static readonly string[][] Malformed =
    [
        [""], ["   "], ["\"\""], ["\""], ["\"open"], ["open\""], ["\"a\"b\""], ["\"a\\\""], ["\"a\\b\""], ["\"a\nb\""], ["\"Schlüssel\""], ["Schlüssel"],
        ["two words"], ["a,b"], ["\"a\", \"b\""], ["\"a\";version=1"], ["a;b"], ["a\\b"], ["one", "two"], [new string('a', 256)], [$"\"{new string('a', 256)}\""],
    ];

    [TestCase("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324")]
    [TestCase("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "8e03978e-40d5-43dd-bc93-6894a57f9324")]
    [TestCase(" abc+/=_.:~ ", "abc+/=_.:~")]
    [TestCase("\"two words, one; key\"", "two words, one; key")]
    [TestCase("\"quote \\\" and \\\\ backslash\"", "quote \" and \\ backslash")]
    [TestCase("\"\\\"\"", "\"")]
    public void A_string_in_quotes_and_a_bare_one_are_keys(string header, string key)
    {
        Assert.That(IdempotencyKey.TryRead(header, out var read), Is.True);
        Assert.That(read, Is.EqualTo(key));
    }

    [Test]
    public void The_longest_key_has_255_characters_whatever_stands_around_them()
    {
        var longest = new string('k', 255);

        Assert.That(IdempotencyKey.TryRead($"\"{longest}\"", out var read), Is.True);
        Assert.That(read, Is.EqualTo(longest));
    }

    [TestCaseSource(nameof(Malformed))]
    public void Anything_else_is_no_key(params string[] header) => Assert.That(IdempotencyKey.TryRead(header, out _), Is.False);

    [Test]
    public void No_header_is_no_key_and_no_mistake()
    {
        Assert.That(IdempotencyKey.TryRead(default, out var read), Is.True);
        Assert.That(read, Is.Null);
    }
}
