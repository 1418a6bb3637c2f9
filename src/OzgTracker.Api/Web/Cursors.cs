using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace OzgTracker.Api.Web;

/// <summary>Page cursors: where the last page ended and which list it was, signed so that nobody can make one up.</summary>
/// <remarks>The key is shared by all nodes of an installation through the database.</remarks>
sealed class Cursors
{
    const string SecretName = "cursor-key";
    const int SignatureLength = 16;

    readonly byte[] key;

    Cursors(byte[] key) => this.key = key;

    /// <summary>The key of the installation; made when there is none.</summary>
    public static async Task<Cursors> OpenAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            with made as (
                insert into ozg.secret (name, value) values ($1, $2) on conflict (name) do nothing returning value
            )
            select value from made union all select value from ozg.secret where name = $1 limit 1
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SecretName });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = RandomNumberGenerator.GetBytes(32) });
        return new Cursors((byte[])(await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>A cursor after a row.</summary>
    /// <param name="list">Path and filters of the list; a cursor is good for that list only.</param>
    /// <param name="sortKeys">Of the last row of the page.</param>
    public string After(string list, params string?[] sortKeys)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(sortKeys);
        return WebEncoders.Base64UrlEncode([.. Sign(list, payload), .. payload]);
    }

    /// <summary>The sort keys of a cursor of this list; false when it was made up, changed or taken from another list.</summary>
    public bool TryRead(string cursor, string list, int count, out string?[] sortKeys)
    {
        sortKeys = [];
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(cursor);
        }
        catch (FormatException)
        {
            return false;
        }

        if (bytes.Length <= SignatureLength) return false;
        var payload = bytes[SignatureLength..];
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SignatureLength), Sign(list, payload))) return false;
        sortKeys = JsonSerializer.Deserialize<string?[]>(payload)!;
        return sortKeys.Length == count;
    }

    byte[] Sign(string list, byte[] payload) => HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(list), 0, .. payload])[..SignatureLength];
}
