using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class TokenCommandTests
{
    readonly DirectoryInfo home = Directory.CreateTempSubdirectory("ozg-token-");

    [OneTimeTearDown]
    public void RemoveHome() => home.Delete(recursive: true);

    [Test]
    public async Task A_reporter_token_holds_under_the_key_of_the_home_and_carries_its_keys()
    {
        var answer = await Run("--role", "reporter", "--keys", "08111000,05334", "--keys", "05334", "--days", "7");

        var token = await Validate(answer.Out.TrimEnd('\n'));
        Assert.That((answer.ExitCode, answer.Error), Is.EqualTo((0, "")));
        Assert.That(Values(token, DevelopmentTokens.RoleClaim), Is.EqualTo((string[])["reporter"]));
        Assert.That(Values(token, DevelopmentTokens.KeysClaim), Is.EqualTo((string[])["08111000", "05334"]));
        Assert.That(token.ValidTo - token.ValidFrom, Is.EqualTo(TimeSpan.FromDays(7)));
    }

    [Test]
    public async Task A_coordinator_token_carries_its_laender_for_thirty_days()
    {
        var token = await Validate((await Run("--role", "coordinator", "--states", "08, 05")).Out.Trim());

        Assert.That(Values(token, DevelopmentTokens.StatesClaim), Is.EqualTo((string[])["08", "05"]));
        Assert.That(token.ValidTo - token.ValidFrom, Is.EqualTo(TimeSpan.FromDays(30)));
    }

    [TestCase("reader")]
    [TestCase("admin")]
    public async Task Other_roles_need_no_scope(string role) =>
        Assert.That(Values(await Validate((await Run("--role", role)).Out.Trim()), DevelopmentTokens.RoleClaim), Is.EqualTo((string[])[role]));

    [TestCase("05"), TestCase("053"), TestCase("05334"), TestCase("05334002"), TestCase("010515178"), TestCase("053340002002")]
    public async Task A_key_has_one_of_the_official_lengths(string key) =>
        Assert.That((await Run("--role", "reporter", "--keys", key)).ExitCode, Is.Zero);

    [TestCase("0533"), TestCase("053340"), TestCase("0533400"), TestCase("0533400200"), TestCase("0533400A"), TestCase("99334002"), TestCase("17"), TestCase("05334,")]
    public async Task Any_other_key_is_refused(string key)
    {
        var answer = await Run("--role", "reporter", "--keys", key);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.Contain("is not an official key of 2, 3, 5, 8, 9 or 12 digits"));
    }

    [TestCase("A reporter needs --keys.", "--role", "reporter")]
    [TestCase("A coordinator needs --states.", "--role", "coordinator")]
    [TestCase("--keys are for a reporter.", "--role", "reader", "--keys", "05")]
    [TestCase("--states are for a coordinator.", "--role", "admin", "--states", "05")]
    [TestCase("'17' is not a Land", "--role", "coordinator", "--states", "17")]
    [TestCase("--days must be 1 to 366.", "--role", "admin", "--days", "0")]
    [TestCase("'mayor' not recognized", "--role", "mayor")]
    [TestCase("'--role' is required", "--days", "3")]
    public async Task Wrong_usage_is_told_and_makes_no_token(string message, params string[] args)
    {
        var answer = await Run(args);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.Contain(message));
    }

    Task<Answer> Run(params string[] args) => Ozg.Run(new OzgSettings(null, home.FullName), ["token", .. args]);

    async Task<JsonWebToken> Validate(string text)
    {
        var tokens = await DevelopmentTokens.OfHomeAsync(home.FullName, CancellationToken.None);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = DevelopmentTokens.Issuer,
            ValidAudience = DevelopmentTokens.Audience,
            IssuerSigningKey = tokens.SigningKey,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        });
        Assert.That(result.IsValid, Is.True, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }

    static IEnumerable<string> Values(JsonWebToken token, string claim) => token.Claims.Where(found => found.Type == claim).Select(found => found.Value);
}
