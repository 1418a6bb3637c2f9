using System.Globalization;
using System.Text;

namespace OzgTracker.Testing;

/// <summary>A Gemeinde or gemeindefreies Gebiet of a file.</summary>
/// <param name="Ars">Twelve digits: Kreis 5, Verband 4, Gemeinde 3.</param>
/// <param name="Code">Textkennzeichen.</param>
public sealed record Place(string Ars, string Name, int AreaHa, int Population = 1_000, string Code = "64");

/// <summary>Small files in the layout of GV100AD, made of Gemeinden; the Land, Kreise and Verbände above them come by themselves.</summary>
public static class Gv100adFile
{
    /// <summary>Lines of 220 characters.</summary>
    public static IReadOnlyList<string> Lines(DateOnly day, params IReadOnlyList<Place> places)
    {
        var lines = new List<string>();
        foreach (var land in places.GroupBy(place => place.Ars[..2]).OrderBy(land => land.Key, StringComparer.Ordinal))
        {
            lines.Add(Line(day, "10", land.Key, $"Land {land.Key}", ""));
            foreach (var kreis in land.GroupBy(place => place.Ars[..5]).OrderBy(kreis => kreis.Key, StringComparer.Ordinal))
            {
                lines.Add(Line(day, "40", kreis.Key, $"Kreis {kreis.Key}", kreis.Any(place => place.Ars.EndsWith("000", StringComparison.Ordinal)) ? "41" : "44"));
                foreach (var verband in kreis.GroupBy(place => place.Ars[5..9]).OrderBy(verband => verband.Key, StringComparer.Ordinal))
                {
                    if (verband.Key[0] == '5') lines.Add(Line(day, "50", $"{kreis.Key}   {verband.Key}", $"Verband {kreis.Key}{verband.Key}", "54"));
                    lines.AddRange(verband.Select(place => Line(
                        day, "60", $"{kreis.Key}{place.Ars[9..]}{verband.Key}", place.Name,
                        $"{place.Code}    {place.AreaHa:D11}{place.Population:D11}{place.Population / 2:D11}    00000*****")));
                }
            }
        }

        return lines;
    }

    /// <summary>The file itself, as it is published.</summary>
    public static MemoryStream Of(DateOnly day, params IReadOnlyList<Place> places) =>
        new(Encoding.UTF8.GetBytes(string.Concat(Lines(day, places).Select(line => line + "\r\n"))));

    static string Line(DateOnly day, string satzart, string key, string name, string rest) =>
        ($"{satzart}{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}{key,-12}{name,-50}".PadRight(122) + rest).PadRight(220);
}
