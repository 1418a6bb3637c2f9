using System.Text.RegularExpressions;

namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>Finds text that looks like a secret.</summary>
static partial class SecretScan
{
    /// <summary>Words of examples and tests; a secret that begins like this is none.</summary>
    static readonly string[] Placeholders = ["…", "...", "<", "{", "$", "%", "*", "xxx", "example", "your", "only-in-tests"];

    /// <summary>Files in which a long random text has no business; in code and documents it may be a hash or a cursor.</summary>
    static readonly HashSet<string> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".json", ".yaml", ".yml", ".env", ".sh", ".props", ".config", ".conf", ".service", ".http", ".ini", ".toml", ".sql", ".csproj", ".pem", ".key", "",
    };

    static readonly (string Kind, Regex Pattern)[] Forms =
    [
        ("private key", PrivateKey()),
        ("signed token", SignedToken()),
        ("API key", ApiKey()),
        ("key of a cloud or a forge", CloudKey()),
    ];

    /// <param name="path">As seen from the root; its extension says how strict to be.</param>
    public static IEnumerable<Finding> In(string path, string text)
    {
        foreach (var (kind, pattern) in Forms)
            foreach (Match match in pattern.Matches(text)) yield return At(path, text, match.Index, kind, match.Value);

        foreach (Match match in Password().Matches(text))
            if (!Placeholders.Any(word => match.Groups["value"].Value.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                yield return At(path, text, match.Index, "password", match.Groups["value"].Value);

        var name = Path.GetFileName(path);
        if (!Settings.Contains(Path.GetExtension(path)) || name is "packages.lock.json" or "package-lock.json" || path == Sbom.File) yield break;
        foreach (Match match in LongText().Matches(text))
            if (LooksRandom(match.Value)) yield return At(path, text, match.Index, "random text", match.Value);
    }

    /// <summary>Bits per character (Shannon); words of any language stay below, keys in hexadecimal or Base64 above.</summary>
    static bool LooksRandom(string text)
    {
        var entropy = text.GroupBy(character => character).Select(same => (double)same.Count() / text.Length).Sum(share => -share * Math.Log2(share));
        var isHex = text.All(char.IsAsciiHexDigit);
        var mixes = text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetterLower) && (isHex || text.Any(char.IsAsciiLetterUpper));
        return mixes && entropy > (isHex ? 3.2 : 4.3);
    }

    static Finding At(string path, string text, int index, string kind, string value) =>
        new(path, text.AsSpan(0, index).Count('\n') + 1, kind, value.Length > 24 ? value[..12] + "…" : value);

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}")]
    private static partial Regex SignedToken();

    /// <summary>Ours begin with <c>ozg_</c>; a name of a role or a file has no capitals and digits in a row of 24.</summary>
    [GeneratedRegex(@"\bozg_(?=[\w-]*[A-Z])(?=[\w-]*[0-9])[\w-]{24,}")]
    private static partial Regex ApiKey();

    [GeneratedRegex(@"\b((AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|npm_[A-Za-z0-9]{36}|AIza[\w-]{35}|xox[abprs]-[\w-]{10,}|sk-[A-Za-z0-9_-]{32,})")]
    private static partial Regex CloudKey();

    /// <summary>In connection strings, settings and SQL; an assignment of a variable in code has spaces and no quotes.</summary>
    [GeneratedRegex("""(?ix) \b (password|passwort|passwd|pwd) (?: = ['"]? | "? \s* : \s* ["'] | \s+ ' ) (?<value> [^\s;,"'`)\]]{3,} )""")]
    private static partial Regex Password();

    [GeneratedRegex(@"(?<![\w/+.-])[A-Za-z0-9_+/-]{32,}={0,2}(?![\w/+.-])")]
    private static partial Regex LongText();
}

/// <summary>Something that looks like a secret.</summary>
/// <param name="Value">What it is, or how it begins.</param>
sealed record Finding(string Path, int Line, string Kind, string Value)
{
    public override string ToString() => $"{Path}:{Line}: {Kind} {Value}";
}
