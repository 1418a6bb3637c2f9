using OzgTracker.Operations;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class ApiKeysCommandTests : CliFixture
{
    [Test]
    public async Task The_first_key_of_an_installation_is_made_here()
    {
        var answer = await Ozg.Run("api-keys", "create", "--name", "first-admin", "--role", "admin", "--days", "30");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(ApiKeySecret.TryParse(answer.Out.TrimEnd('\n'), out var secret), Is.True, answer.Out);
        Assert.That(answer.Error, Does.Contain(secret!.Id).And.Contain("shown this once").And.Not.Contain(secret.Text));
        Assert.That(await Ozg.Scalar($"select concat_ws(' ', name, role, created_by, expires_at - created_at, encode(hash, 'hex')) from ozg.api_key where id = '{secret.Id}'"),
            Is.EqualTo($"first-admin admin command-line 30 days {Convert.ToHexStringLower(secret.Hash)}"));
    }

    [Test]
    public async Task A_key_carries_the_scope_of_its_role()
    {
        await Ozg.Run("api-keys", "create", "--name", "kdn-import", "--role", "reporter", "--keys", "05314,01");
        await Ozg.Run("api-keys", "create", "--name", "land-nrw", "--role", "coordinator", "--states", "05");

        Assert.That(await Ozg.Scalar("select string_agg(format('%s %s %s', name, keys, states), '; ' order by name) from ozg.api_key"),
            Is.EqualTo("kdn-import {05314,01} {}; land-nrw {} {05}"));
    }

    [Test]
    public async Task Keys_are_listed_without_their_secrets()
    {
        var secret = (await Ozg.Run("api-keys", "create", "--name", "bi-reader", "--role", "reader")).Out.Trim();

        var (text, json) = (await Ozg.Run("api-keys", "list"), await Ozg.Run("api-keys", "list", "--json"));

        Assert.That(text.Out, Does.Contain("bi-reader  reader  until ").And.Contain("never used"));
        Assert.That(json.Json[0].GetProperty("name").GetString(), Is.EqualTo("bi-reader"));
        foreach (var answer in (Answer[])[text, json]) Assert.That(answer.Out, Does.Not.Contain(secret[17..]).And.Not.Contain("hash"));
    }

    [Test]
    public async Task A_revoked_key_is_listed_only_where_it_is_asked_for()
    {
        Assert.That(ApiKeySecret.TryParse((await Ozg.Run("api-keys", "create", "--name", "bi-reader", "--role", "reader")).Out.Trim(), out var secret), Is.True);

        var (first, again) = (await Ozg.Run("api-keys", "revoke", secret!.Id), await Ozg.Run("api-keys", "revoke", secret.Id));

        Assert.That(first.Out, Does.Contain("(bi-reader) is revoked"));
        Assert.That((again.ExitCode, again.Out.Contains("nothing was changed", StringComparison.Ordinal)), Is.EqualTo((0, true)));
        Assert.That((await Ozg.Run("api-keys", "list")).Out, Is.Empty);
        Assert.That((await Ozg.Run("api-keys", "list", "--revoked")).Out, Does.Contain("revoked "));
        Assert.That((await Ozg.Run("api-keys", "create", "--name", "bi-reader", "--role", "reader")).ExitCode, Is.Zero, "the name is free again");
    }

    [Test]
    public async Task A_name_is_given_once()
    {
        await Ozg.Run("api-keys", "create", "--name", "bi-reader", "--role", "reader");

        var again = await Ozg.Run("api-keys", "create", "--name", "bi-reader", "--role", "reader");

        Assert.That((again.ExitCode, again.Out), Is.EqualTo((1, "")));
        Assert.That(again.Error, Does.Contain("Another key has the name bi-reader"));
    }

    [TestCase("--name must be", "create", "--name", "BI reader", "--role", "reader")]
    [TestCase("of a person", "create", "--name", "anna-schmidt", "--role", "reader")]
    [TestCase("A reporter needs --keys.", "create", "--name", "kdn-import", "--role", "reporter")]
    [TestCase("--days must be 1 to 365.", "create", "--name", "kdn-import", "--role", "reader", "--days", "366")]
    [TestCase("'--name' is required", "create", "--role", "reader")]
    [TestCase("a whole key does not belong on a command line", "revoke", "ozg_0123456789ab_x")]
    public async Task Wrong_usage_is_told_and_makes_nothing(string message, params string[] args)
    {
        var answer = await Ozg.Run(["api-keys", .. args]);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.Contain(message));
        Assert.That(await Ozg.Count("ozg.api_key"), Is.Zero);
    }

    [Test]
    public async Task An_unknown_key_is_an_error()
    {
        var answer = await Ozg.Run("api-keys", "revoke", "0123456789ab");

        Assert.That((answer.ExitCode, answer.Error), Is.EqualTo((1, "error: There is no key 0123456789ab. See: ozg api-keys list --revoked\n")));
    }

    [Test]
    public async Task Without_the_table_it_says_what_to_do()
    {
        await using var empty = await Ozg.OnEmptyDatabase();

        var answer = await empty.Run("api-keys", "list");

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("0005_api_keys.sql").And.Contain("ozg migrate"));
    }

    [Test]
    public async Task A_token_for_development_says_where_it_is_of_no_use()
    {
        var own = await Ozg.Run("token", "--role", "admin");
        var embedded = await Cli.Tests.Ozg.Run(new OzgSettings(null, Ozg.Settings.Home), "token", "--role", "admin");

        Assert.That(own.ExitCode, Is.Zero);
        Assert.That(own.Error, Does.Contain("Access__DevelopmentTokens").And.Contain("ozg api-keys create"));
        Assert.That(embedded.Error, Is.Empty);
    }
}
