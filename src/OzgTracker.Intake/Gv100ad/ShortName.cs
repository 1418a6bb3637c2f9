using System.Text;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>Official names without their designations.</summary>
static class ShortName
{
    const string LanguageSeparator = " / ";

    /// <summary>The part before the first comma; a Sorbian name is kept, also when it stands behind the designation.</summary>
    /// <remarks>
    /// The name of a Verband may list its members with commas, so only ", Stadt" is cut there. Names such as <c>Cottbus/Chóśebuz</c>
    /// and <c>Ketzin/Havel</c> look the same, so the part after a slash is never cut.
    /// </remarks>
    public static string Of(string name, UnitKind kind)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0) return WithSingleBlanks(name);

        var (head, tail) = (name[..comma], name[(comma + 1)..]);
        if (kind == UnitKind.Verband && tail != " Stadt") return WithSingleBlanks(name);

        // "Weißwasser/O.L., Stadt / Běła Woda", but "Bautzen / Budyšin, Stadt, Hochschulstadt / Wysokoš".
        if (head.Contains(LanguageSeparator, StringComparison.Ordinal)) return WithSingleBlanks(head);

        var translation = tail.IndexOf(LanguageSeparator, StringComparison.Ordinal);
        return WithSingleBlanks(translation < 0 ? head : head + tail[translation..]);
    }

    static string WithSingleBlanks(string name)
    {
        if (!name.Contains("  ", StringComparison.Ordinal)) return name.TrimEnd(' ');

        var single = new StringBuilder(name.Length);
        foreach (var character in name)
            if (character != ' ' || single.Length > 0 && single[^1] != ' ') single.Append(character);
        return single.ToString().TrimEnd(' ');
    }
}
