namespace OzgTracker.Domain.Tests;

/// <summary>Texts that look like a key and are none.</summary>
static class NoKeys
{
    /// <summary>Near misses of a key that starts with the number of a Land.</summary>
    public static IEnumerable<TestCaseData> InsteadOf(string key) =>
    [
        .. WithoutRespectToItsStart(key),
        Miss("Land 00", "00" + key[2..]),
        Miss("Land 17", "17" + key[2..]),
    ];

    /// <summary>Near misses of any key.</summary>
    public static IEnumerable<TestCaseData> WithoutRespectToItsStart(string key) =>
    [
        Miss("null", null),
        Miss("empty", ""),
        Miss("blanks", new string(' ', key.Length)),
        Miss("a digit less", key[..^1] is { Length: 8 } ? key[..^2] : key[..^1]),
        Miss("two digits more", key + "00"),
        Miss("a letter", key[..^1] + "A"),
        Miss("a sign", "+" + key[1..]),
        Miss("Arabic-Indic digits", Shifted(key, '\u0660')),
        Miss("one Arabic-Indic digit", key[..^1] + '\u0660'),
        Miss("full-width digits", Shifted(key, '\uff10')),
        Miss("trailing blank", key + " "),
        Miss("trailing blank instead of a digit", key[..^1] + " "),
        Miss("leading blank", " " + key),
        Miss("trailing line break", key + "\n"),
    ];

    static string Shifted(string key, char zero) => string.Concat(key.Select(digit => (char)(digit - '0' + zero)));

    static TestCaseData Miss(string name, string? text) => new TestCaseData(text).SetArgDisplayNames(name);
}
