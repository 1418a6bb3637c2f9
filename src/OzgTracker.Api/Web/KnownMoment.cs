using System.Globalization;

namespace OzgTracker.Api.Web;

/// <summary>A moment of knowledge; a day stands for its end, because people mean "what we knew when that day was over".</summary>
static class KnownMoment
{
    /// <summary>False for null and for other text.</summary>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            moment = new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);
            return true;
        }

        return TryParseMoment(text, out moment);
    }

    /// <summary>RFC 3339; without an offset it is UTC.</summary>
    public static bool TryParseMoment(string? text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
}
