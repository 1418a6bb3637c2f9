namespace OzgTracker.Intake;

/// <summary>A field of the record by its official position, counted from 1, both ends inclusive.</summary>
readonly record struct FixedField(string Name, int From, int To)
{
    /// <summary>The content, shorter or empty when the line ends before the field does.</summary>
    public ReadOnlySpan<char> Of(string line) => From > line.Length ? [] : line.AsSpan((From - 1)..Math.Min(To, line.Length));

    /// <summary>The content as it stands.</summary>
    public string TextOf(string line) => Of(line).ToString();

    /// <summary>The content without the blanks around it.</summary>
    public string TrimmedOf(string line) => Of(line).Trim(' ').ToString();
}

/// <summary>The record of GV100AD: 220 characters, the official description of Destatis in numbers (DOMAIN 3.3).</summary>
static class Gv100adLayout
{
    /// <summary>Characters, not bytes: Sorbian names have letters of two bytes.</summary>
    public const int Length = 220;

    /// <summary>Enough for 220 characters of up to four bytes, and for telling how a line that is somewhat longer begins.</summary>
    public const int MaxLineBytes = 4_096;

    public static readonly FixedField Satzart = new("EF1 Satzart", 1, 2);
    public static readonly FixedField AsOf = new("EF2 Gebietsstand", 3, 10);
    public static readonly FixedField Key = new("EF3/EF4 Regionalschlüssel", 11, 22);
    public static readonly FixedField Name = new("EF5 Bezeichnung", 23, 72);
    public static readonly FixedField Seat = new("EF6 Verwaltungssitz", 73, 122);
    public static readonly FixedField Textkennzeichen = new("EF7 Textkennzeichen", 123, 124);
    public static readonly FixedField Area = new("EF8 Fläche", 129, 139);
    public static readonly FixedField Population = new("EF9 Bevölkerung", 140, 150);
    public static readonly FixedField MalePopulation = new("EF10 Bevölkerung männlich", 151, 161);
    public static readonly FixedField PostalCode = new("EF12 Postleitzahl", 166, 170);
}
