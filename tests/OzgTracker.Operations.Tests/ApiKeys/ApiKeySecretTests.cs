using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Operations.Tests.ApiKeys;

public sealed class ApiKeySecretTests
{
    [Test]
    public void A_key_is_read_as_it_was_made()
    {
        var made = ApiKeySecret.Create();

        Assert.That(made.Text, Does.Match("^ozg_[0-9a-z]{12}_[0-9A-Za-z]{49}$"));
        Assert.That(ApiKeySecret.TryParse(made.Text, out var read), Is.True);
        Assert.That((read!.Id, read.Text), Is.EqualTo((made.Id, made.Text)));
        Assert.That(read.Hash, Is.EqualTo(made.Hash).And.Length.EqualTo(32));
    }

    [Test]
    public void No_two_keys_are_alike()
    {
        var made = Enumerable.Range(0, 1_000).Select(_ => ApiKeySecret.Create()).ToArray();

        Assert.That(made.Select(key => key.Id), Is.Unique);
        Assert.That(made.Select(key => key.Text), Is.Unique);
    }

    [Test]
    public void Another_secret_of_a_key_has_its_id_and_nothing_else_of_it()
    {
        var first = ApiKeySecret.Create();

        var second = ApiKeySecret.CreateFor(first.Id);

        Assert.That(second.Id, Is.EqualTo(first.Id));
        Assert.That(second.Hash, Is.Not.EqualTo(first.Hash));
        Assert.That(second.Text[^49..], Is.Not.EqualTo(first.Text[^49..]));
    }

    [Test]
    public void A_typing_error_in_any_place_is_noticed()
    {
        var text = ApiKeySecret.Create().Text;

        for (var place = 0; place < text.Length; place++)
        {
            var wrong = text[..place] + (text[place] == 'x' ? 'y' : 'x') + text[(place + 1)..];
            Assert.That(ApiKeySecret.TryParse(wrong, out _), Is.False, wrong);
        }
    }

    [Test]
    public void Only_the_very_text_is_a_key()
    {
        var text = ApiKeySecret.Create().Text;
        string?[] wrong =
        [
            null, "", "ozg_", text[..^1], text[1..], text + "0", " " + text, text + "\n", text.ToUpperInvariant(), text.ToLowerInvariant(), text.Replace('_', '-'),
            text.Replace("ozg_", "ghp_", StringComparison.Ordinal), text[..^1] + "\u0660", new string('_', text.Length), new string('0', 100_000),
        ];

        foreach (var candidate in wrong) Assert.That(ApiKeySecret.TryParse(candidate, out _), Is.False, candidate);
    }

    [Test]
    public void It_does_not_show_itself()
    {
        var made = ApiKeySecret.Create();

        Assert.That($"{made}", Is.EqualTo("ozg_" + made.Id));
    }

    [TestCase("0123456789ab", true)]
    [TestCase("0123456789aB", false)]
    [TestCase("0123456789a", false)]
    [TestCase("0123456789abc", false)]
    [TestCase("0123456789a_", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void An_id_is_12_lower_case_letters_and_digits(string? text, bool isId) => Assert.That(ApiKeySecret.IsId(text), Is.EqualTo(isId));
}
