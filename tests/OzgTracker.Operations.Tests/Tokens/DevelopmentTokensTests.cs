using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OzgTracker.Operations.Tests.Tokens;

public sealed class DevelopmentTokensTests
{
    static readonly DateTimeOffset Now = new(2026, 5, 20, 12, 0, 0, TimeSpan.Zero);

    string home = null!;

    string KeyFile => Path.Combine(home, "development-signing-key");

    [SetUp]
    public void NameHome() => home = Path.Combine(Path.GetTempPath(), $"ozgtracker-tokens-{Guid.CreateVersion7():N}");

    [TearDown]
    public void RemoveHome() => Directory.Delete(home, recursive: true);

    [Test]
    [Platform(Exclude = "Win")]
    public async Task The_key_can_be_read_by_its_owner_only()
    {
        await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);

        Assert.That(OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(KeyFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task The_key_stays_the_same_from_start_to_start()
    {
        var first = await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);
        var second = await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);

        Assert.That(second.SigningKey.Key, Is.EqualTo(first.SigningKey.Key).And.Length.EqualTo(32));
    }

    [Test]
    public async Task Processes_that_start_together_end_up_with_one_key_and_leave_no_other_file()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => DevelopmentTokens.OfHomeAsync(home, CancellationToken.None))));

        Assert.That(tokens.Select(token => Convert.ToHexString(token.SigningKey.Key)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(home), Is.EqualTo((string[])[KeyFile]));
    }

    [Test]
    public async Task A_key_that_was_cut_short_is_refused_with_what_to_do()
    {
        await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);
        await File.WriteAllBytesAsync(KeyFile, [1, 2, 3]);

        Assert.That(async () => await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None), Throws.TypeOf<InvalidDataException>().With.Message.Contains("delete it"));
    }

    [Test]
    public async Task A_token_says_who_may_do_what_for_how_long()
    {
        var tokens = await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);

        var token = new JsonWebToken(tokens.Create(new TokenHolder("reporter", ["05314000", "01051"], ["05"]), Now, TimeSpan.FromHours(1)));

        Assert.That((token.Issuer, token.Audiences.Single(), token.Subject), Is.EqualTo((DevelopmentTokens.Issuer, DevelopmentTokens.Audience, "dev-reporter")));
        Assert.That((token.ValidFrom, token.ValidTo), Is.EqualTo((Now.UtcDateTime, Now.UtcDateTime.AddHours(1))));
        Assert.That(token.Claims.Where(claim => claim.Type == DevelopmentTokens.KeysClaim).Select(claim => claim.Value), Is.EqualTo((string[])["05314000", "01051"]));
        Assert.That(token.Claims.Where(claim => claim.Type == DevelopmentTokens.StatesClaim).Select(claim => claim.Value), Is.EqualTo((string[])["05"]));
        Assert.That(token.GetClaim(DevelopmentTokens.RoleClaim).Value, Is.EqualTo("reporter"));
    }

    [Test]
    public async Task A_token_of_another_home_is_not_believed()
    {
        var own = await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);
        var foreign = await DevelopmentTokens.OfHomeAsync(Path.Combine(home, "other"), CancellationToken.None);
        var token = foreign.Create(new TokenHolder("admin", [], []), Now, TimeSpan.FromHours(1));

        Assert.That(await IsBelieved(token, foreign.SigningKey), Is.True);
        Assert.That(await IsBelieved(token, own.SigningKey), Is.False);
    }

    static async Task<bool> IsBelieved(string token, SecurityKey key) => (await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = DevelopmentTokens.Issuer,
        ValidAudience = DevelopmentTokens.Audience,
        IssuerSigningKey = key,
        ValidateLifetime = false,
    })).IsValid;
}
