using System.Globalization;

namespace OzgTracker.Api.Limits;

/// <summary>How many files and sockets the operating system lets this process open.</summary>
static class OpenFiles
{
    const string LimitsOfProcess = "/proc/self/limits", Row = "Max open files";

    /// <summary>As much as an int holds where the system does not tell.</summary>
    public static int Most() => File.Exists(LimitsOfProcess) ? Read(File.ReadLines(LimitsOfProcess)) : int.MaxValue;

    internal static int Read(IEnumerable<string> limits)
    {
        var soft = limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal))?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? (int)Math.Clamp(most, 2, int.MaxValue) : int.MaxValue;
    }
}
