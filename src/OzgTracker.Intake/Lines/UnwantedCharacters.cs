using System.Buffers;
using static System.FormattableString;

namespace OzgTracker.Intake;

/// <summary>Characters that no official text has: control characters, and what a lossy conversion leaves behind.</summary>
static class UnwantedCharacters
{
    const char Replacement = '\uFFFD';

    public static SearchValues<char> All { get; } =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), Replacement]);

    public static string Describe(char found) => found == Replacement
        ? "Found the replacement character U+FFFD: an earlier conversion has lost a letter here. Take the original file."
        : Invariant($"Expected printable text; found the control character U+{(int)found:X4}.");
}
