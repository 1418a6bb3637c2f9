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

    DevelopmentTokens(byte[] key) => SigningKey = new SymmetricSecurityKey(key) { KeyId = "development" };

    /// <summary>HMAC-SHA-256, 256 bits.</summary>
    public SymmetricSecurityKey SigningKey { get; }

    /// <summary>The key of a home directory; made, readable by its owner only, when there is none.</summary>
    public static async Task<DevelopmentTokens> OfHomeAsync(string home, CancellationToken ct)
    {
        Directory.CreateDirectory(home);
        var path = Path.Combine(home, FileName);
        if (!File.Exists(path)) await CreateAsync(path, ct);
        var key = await File.ReadAllBytesAsync(path, ct);
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

    /// <summary>Written aside and moved into place, so that two processes that start together end up with one key.</summary>
    static async Task CreateAsync(string path, CancellationToken ct)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(temporary, options)) await file.WriteAsync(RandomNumberGenerator.GetBytes(KeyLength), ct);
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }
}
