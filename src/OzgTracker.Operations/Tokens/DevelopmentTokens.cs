using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OzgTracker.Operations;

/// <summary>Who a development token speaks for.</summary>
/// <param name="Role"><c>reader</c>, <c>reporter</c>, <c>coordinator</c> or <c>admin</c>.</param>
/// <param name="Keys">Of a reporter: official keys of 2, 3, 5, 8, 9 or 12 digits; a shorter key stands for all units below it.</param>
/// <param name="States">Of a coordinator: Länder, two digits each.</param>
public sealed record TokenHolder(string Role, IReadOnlyList<string> Keys, IReadOnlyList<string> States);

/// <summary>Tokens for development and demonstration, signed with a key that is made at first start and never leaves the home directory.</summary>
public sealed class DevelopmentTokens
{
    /// <summary>Issuer of these tokens.</summary>
    public const string Issuer = "ozgtracker-development";

    /// <summary>Audience of these tokens.</summary>
    public const string Audience = "ozgtracker";

    /// <summary>Claim with the role.</summary>
    public const string RoleClaim = "role";

    /// <summary>Claim with the keys of a reporter, one value each.</summary>
    public const string KeysClaim = "keys";

    /// <summary>Claim with the Länder of a coordinator, one value each.</summary>
    public const string StatesClaim = "states";

    const string FileName = "development-signing-key";
    const int KeyLength = 32;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    DevelopmentTokens(byte[] key) => SigningKey = new SymmetricSecurityKey(key) { KeyId = "development" };

    /// <summary>HMAC-SHA-256, 256 bits.</summary>
    public SymmetricSecurityKey SigningKey { get; }

    /// <summary>The key of a home directory; made, readable by its owner only, when there is none.</summary>
    public static async Task<DevelopmentTokens> OfHomeAsync(string home, CancellationToken ct)
    {
        Directory.CreateDirectory(home);
        var path = Path.Combine(home, FileName);
        var key = await ReadOrCreateAsync(path, ct);
        return key.Length == KeyLength
            ? new DevelopmentTokens(key)
            : throw new InvalidDataException($"{path} has {key.Length} bytes, expected were {KeyLength}; delete it, a new key is made at the next start.");
    }

    /// <summary>A signed token.</summary>
    public string Create(TokenHolder holder, DateTimeOffset now, TimeSpan validFor) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        IssuedAt = now.UtcDateTime,
        NotBefore = now.UtcDateTime,
        Expires = (now + validFor).UtcDateTime,
        SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.HmacSha256),
        Claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = $"dev-{holder.Role}",
            [RoleClaim] = holder.Role,
            [KeysClaim] = holder.Keys.ToArray(),
            [StatesClaim] = holder.States.ToArray(),
        },
    });

    /// <summary>
    /// Whoever has the file for itself and finds it empty writes the key; the others of several processes that start together wait and read it. A move into place would not do:
    /// on Unix it looks first and renames then, so two may find nothing and the second replaces the key of the first.
    /// </summary>
    static async Task<byte[]> ReadOrCreateAsync(string path, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var file = new FileStream(path, options);
                if (file.Length == 0)
                {
                    var made = RandomNumberGenerator.GetBytes(KeyLength);
                    await file.WriteAsync(made, ct);
                    return made;
                }

                var key = new byte[file.Length];
                await file.ReadExactlyAsync(key, ct);
                return key;
            }
            catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(started) < LongestWait)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }
}
