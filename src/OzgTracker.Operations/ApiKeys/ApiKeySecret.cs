using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace OzgTracker.Operations.ApiKeys;

/// <summary>An API key as its holder has it: <c>ozg_{id}_{secret}{checksum}</c>, letters and digits only.</summary>
/// <remarks>
/// The secret has 256 bits, so its plain SHA-256 may be stored. The checksum finds typing errors without a look into the database and lets scanners tell a key from anything
/// that only looks like one. Its text is never part of <see cref="ToString"/>.
/// </remarks>
public sealed class ApiKeySecret
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "ozg_";

    const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    const int IdLength = 12;
    const int SecretLength = 43;   // 43 of 62 letters are 256 bits
    const int ChecksumLength = 6;
    const int Length = 4 + IdLength + 1 + SecretLength + ChecksumLength;

    ApiKeySecret(string id, string text) => (Id, Text, Hash) = (id, text, SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    /// <summary>Names the key; no secret.</summary>
    public string Id { get; }

    /// <summary>The whole key.</summary>
    public string Text { get; }

    /// <summary>What is stored of it.</summary>
    public byte[] Hash { get; }

    /// <summary>A key that nobody had before.</summary>
    public static ApiKeySecret Create() => CreateFor(RandomNumberGenerator.GetString(IdAlphabet, IdLength));

    /// <summary>Another secret for a key.</summary>
    public static ApiKeySecret CreateFor(string id)
    {
        var text = $"{Prefix}{id}_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";
        return new ApiKeySecret(id, text + Checksum(text));
    }

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string? text) => text?.Length == IdLength && text.All(IdAlphabet.Contains);

    /// <summary>Reads a key and checks its form and its checksum; whether it is anyone's key the database says.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKeySecret? secret)
    {
        secret = null;
        if (text?.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_') return false;
        var id = text.Substring(Prefix.Length, IdLength);
        if (!IsId(id) || !text.AsSpan(Prefix.Length + IdLength + 1).ToString().All(Alphabet.Contains)) return false;
        if (!text.EndsWith(Checksum(text[..^ChecksumLength]), StringComparison.Ordinal)) return false;
        secret = new ApiKeySecret(id, text);
        return true;
    }

    /// <summary>The id only.</summary>
    public override string ToString() => Prefix + Id;

    static string Checksum(string text)
    {
        var rest = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        var letters = new char[ChecksumLength];
        for (var place = ChecksumLength - 1; place >= 0; place--)
        {
            letters[place] = Alphabet[(int)(rest % Alphabet.Length)];
            rest /= (uint)Alphabet.Length;
        }

        return new string(letters);
    }
}
