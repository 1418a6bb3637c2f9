using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OzgTracker.Operations.Webhooks;

/// <summary>Secrets and signatures as Standard Webhooks has them.</summary>
public static class WebhookSecret
{
    /// <summary>What every secret begins with where people see it.</summary>
    public const string Prefix = "whsec_";

    const int Bytes = 32;

    /// <summary>A secret that nobody had before.</summary>
    public static byte[] Create() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>As its receiver keeps it.</summary>
    public static string Text(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>The value of the header <c>webhook-signature</c>: one for each secret, with a blank between.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string messageId, DateTimeOffset sentAt, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}.{sentAt.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
