using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace OzgTracker.Api.Web;

/// <summary>Refuses requests whose length can be read in two ways, so that no proxy in front takes the rest of one for another.</summary>
/// <remarks>Only what the server itself would let pass; <c>FramingTests</c> has the whole set.</remarks>
static class Framing
{
    /// <summary>Where the server puts a length that it does not take because there are chunks.</summary>
    const string LengthNotTaken = "X-Content-Length";

    /// <summary>Lines that end with a line feed alone are refused.</summary>
    const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void AddFraming(this IServiceCollection services)
    {
        AppContext.SetSwitch(NoBareLineFeeds, isEnabled: true);
        services.Configure<KestrelServerOptions>(server => server.RequestHeaderEncodingSelector = name =>
            string.Equals(name, HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? DigitsOnly.Instance : null);
    }

    public static void UseFraming(this WebApplication app) => app.Use(next => context =>
    {
        var headers = context.Request.Headers;
        if (!headers.TryGetValue(HeaderNames.TransferEncoding, out var codings)) return next(context);
        if (codings.Count == 1 && string.Equals(codings[0], "chunked", StringComparison.OrdinalIgnoreCase) && !headers.ContainsKey(LengthNotTaken)
            && !HttpProtocol.IsHttp10(context.Request.Protocol))
            return next(context);

        context.Response.Headers.Connection = "close";
        return Problem.Of("malformed-http", "The length of the body is not clear: send either Content-Length or `Transfer-Encoding: chunked`.").ExecuteAsync(context);
    });

    /// <summary>Reads <c>Content-Length</c>. The server takes <c>+11</c> for 11, RFC 9112 does not; with this the sign is no longer one.</summary>
    sealed class DigitsOnly : Encoding
    {
        public static readonly DigitsOnly Instance = new();

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new InvalidOperationException("Only requests are read.");

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            for (var i = 0; i < byteCount; i++) chars[charIndex + i] = char.IsAsciiDigit((char)bytes[byteIndex + i]) ? (char)bytes[byteIndex + i] : 'x';
            return byteCount;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}
