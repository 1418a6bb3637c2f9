using System.Globalization;

namespace OzgTracker.Api.Web;

/// <summary>Strong ETags; of a cell it is the version of its stream.</summary>
static class Etag
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Of what a position and a hash describe whole.</summary>
    public static string Of(long position, string hash) => string.Create(CultureInfo.InvariantCulture, $"\"{position}-{hash}\"");

    /// <summary>False for text that is no ETag of ours. Absent is fine, and so is <c>*</c>, which any version matches: the version is null then.</summary>
    public static bool TryParse(string? ifMatch, out long? version)
    {
        version = null;
        if (ifMatch is null or "" or "*") return true;
        if (ifMatch is not ['"', .. var digits, '"'] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) return false;
        version = parsed;
        return true;
    }

    /// <summary>Whether the client already has what <paramref name="etag"/> stands for.</summary>
    public static bool IsKnown(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.SelectMany(header => (header ?? "").Split(',')).Any(known => known.Trim() is "*" || Weak(known.Trim()) == Weak(etag));

    static string Weak(string etag) => etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..] : etag;
}
