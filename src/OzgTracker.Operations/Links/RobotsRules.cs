using System.Globalization;

namespace OzgTracker.Operations.Links;

/// <summary>What a robots.txt allows (RFC 9309), with the usual <c>Crawl-delay</c>.</summary>
/// <remarks>The longest rule that matches a path counts, of equally long ones the one that allows. A group for this program replaces the one for all.</remarks>
public sealed class RobotsRules
{
    /// <summary>So much of a file is looked at, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    const int MaxRules = 1_000;

    readonly IReadOnlyList<(string Pattern, bool Allows)> rules;

    RobotsRules(IReadOnlyList<(string, bool)> rules, TimeSpan? delay) => (this.rules, Delay) = (rules, delay);

    /// <summary>Everything is allowed.</summary>
    public static RobotsRules None { get; } = new([], null);

    /// <summary>How long to wait between requests; null where the file does not say.</summary>
    public TimeSpan? Delay { get; }

    /// <summary>Reads a file; what is no rule is passed over.</summary>
    /// <param name="agent">The program's name, in lower case.</param>
    public static RobotsRules Parse(string text, string agent)
    {
        var (own, all) = (new Group(), new Group());
        var (isOwn, isAll, isHead) = (false, false, false);
        foreach (var line in text.AsSpan(0, Math.Min(text.Length, MaxLength)).EnumerateLines())
        {
            var content = line.IndexOf('#') is >= 0 and var hash ? line[..hash] : line;
            if (content.IndexOf(':') is not (> 0 and var colon)) continue;
            var (name, value) = (content[..colon].Trim().ToString().ToLowerInvariant(), content[(colon + 1)..].Trim().ToString());
            if (name == "user-agent")
            {
                if (!isHead) (isOwn, isAll) = (false, false);
                isHead = true;
                isOwn |= value.Equals(agent, StringComparison.OrdinalIgnoreCase);
                isAll |= value == "*";
                own.IsNamed |= isOwn;
            }
            else if (name is "allow" or "disallow" or "crawl-delay")
            {
                isHead = false;
                if (isOwn) own.Add(name, value);
                if (isAll) all.Add(name, value);
            }
        }

        var group = own.IsNamed ? own : all;
        return new RobotsRules(group.Rules, group.Delay);
    }

    /// <summary>Whether an address may be visited.</summary>
    public bool Allows(Uri url)
    {
        var path = url.PathAndQuery;
        var (length, allows) = (-1, true);
        foreach (var (pattern, isAllowed) in rules)
            if (pattern.Length >= length && Matches(pattern, path) && (pattern.Length > length || isAllowed)) (length, allows) = (pattern.Length, isAllowed);
        return allows;
    }

    /// <summary><c>*</c> stands for anything, <c>$</c> at the end for the end; goes back to the last star only, so it takes no longer than both lengths multiplied.</summary>
    static bool Matches(string pattern, string path)
    {
        var isWhole = pattern.EndsWith('$');
        var rule = isWhole ? pattern[..^1] : pattern + "*";
        var (at, from, star, mark) = (0, 0, -1, 0);
        while (from < path.Length)
        {
            if (at < rule.Length && rule[at] == '*') (star, mark, at) = (at, from, at + 1);
            else if (at < rule.Length && rule[at] == path[from]) (at, from) = (at + 1, from + 1);
            else if (star >= 0) (at, from, mark) = (star + 1, mark + 1, mark + 1);
            else return false;
        }

        while (at < rule.Length && rule[at] == '*') at++;
        return at == rule.Length;
    }

    sealed class Group
    {
        public List<(string, bool)> Rules { get; } = [];

        public TimeSpan? Delay { get; private set; }

        public bool IsNamed { get; set; }

        public void Add(string name, string value)
        {
            if (name != "crawl-delay")
            {
                if (value.Length > 0 && Rules.Count < MaxRules) Rules.Add((value, name == "allow"));
            }
            else if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 86_400)
            {
                Delay = TimeSpan.FromSeconds(seconds);
            }
        }
    }
}
