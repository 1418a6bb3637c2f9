using OzgTracker.Operations.Links;

namespace OzgTracker.Operations.Tests.Links;

public sealed class RobotsRulesTests
{
    [TestCase("", "/a", true)]
    [TestCase("User-agent: *\nDisallow: /", "/a", false)]
    [TestCase("User-agent: *\nDisallow:", "/a", true)]
    [TestCase("User-agent: *\nDisallow: /a", "/abc", false)]
    [TestCase("User-agent: *\nDisallow: /a", "/b/a", true)]
    [TestCase("User-agent: *\nDisallow: /a$", "/a", false)]
    [TestCase("User-agent: *\nDisallow: /a$", "/abc", true)]
    [TestCase("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false)]
    [TestCase("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true)]
    [TestCase("User-agent: *\nDisallow: /*b*d", "/abcd", false)]
    [TestCase("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true)]
    [TestCase("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true, Description = "of equals the one that allows")]
    [TestCase("User-agent: *\nAllow: /\nDisallow: /a", "/a", false)]
    [TestCase("User-agent: *\nDisallow: /a # hidden", "/a", false)]
    [TestCase("USER-AGENT:*\nDISALLOW:/a", "/a", false)]
    [TestCase("User-agent: other\nDisallow: /", "/a", true)]
    [TestCase("User-agent: other\nUser-agent: *\nDisallow: /", "/a", false)]
    [TestCase("User-agent: *\nDisallow: /\n\nUser-agent: OzgTracker-LinkCheck\nDisallow: /x", "/a", true, Description = "an own group replaces the one for all")]
    [TestCase("User-agent: OzgTracker-LinkCheck\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", false)]
    [TestCase("Disallow: /", "/a", true, Description = "of no group")]
    [TestCase("<html>Not: a file</html>", "/a", true)]
    public void The_longest_rule_that_matches_counts(string text, string path, bool allows) =>
        Assert.That(RobotsRules.Parse(text, LinkProbe.Agent).Allows(new Uri("https://a.example" + path)), Is.EqualTo(allows));

    [TestCase("User-agent: *\nCrawl-delay: 2.5", 2.5)]
    [TestCase("User-agent: *\nCrawl-delay: -3", null)]
    [TestCase("User-agent: *\nCrawl-delay: soon", null)]
    [TestCase("User-agent: other\nCrawl-delay: 9", null)]
    public void It_may_ask_for_a_pause(string text, double? seconds) => Assert.That(RobotsRules.Parse(text, LinkProbe.Agent).Delay?.TotalSeconds, Is.EqualTo(seconds));

    [Test]
    public void Stars_without_end_take_no_time_without_end()
    {
        var rules = RobotsRules.Parse("User-agent: *\nDisallow: /" + string.Concat(Enumerable.Repeat("*a", 20_000)), LinkProbe.Agent);

        Assert.That(rules.Allows(new Uri("https://a.example/" + new string('a', 1_500) + "b")), Is.True);
    }
}
