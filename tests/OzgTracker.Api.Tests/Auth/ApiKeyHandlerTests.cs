using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Tests.ApiKeys;
using OzgTracker.Operations.ApiKeys;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>API keys as clients send them, also as they should not.</summary>
public sealed class ApiKeyHandlerTests : ApiKeyFixture
{
    static readonly string[] Kinds =
    [
        "unknown", "other secret of the id", "wrong checksum", "truncated", "longer", "upper case", "lower case", "hash", "id only", "expired", "revoked", "rotated away", "with a blank",
        "quoted", "two keys",
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task A_key_that_is_not_good_is_no_key(string kind)
    {
        var key = await WrongKey(kind);

        foreach (var authorization in (string[])["Bearer " + key, Basic("any", key)])
        {
            var read = await App.Anonymous.Get("/v1/states", ("Authorization", authorization));
            Assert.That(read.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
            Assert.That(await Anonymised(read), Is.EqualTo(await Anonymised(await App.Anonymous.GetAsync("/v1/states"))));
            await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, CellUrl(Bonn, Residence) + "/reports", new { level = 1 }, ("Authorization", authorization)), 401, "unauthenticated");
        }
    }

    [TestCase("Bearer ")]
    [TestCase("bearer ")]
    [TestCase("BEARER ")]
    public async Task A_key_is_sent_as_a_token(string scheme)
    {
        var key = await Create();

        Assert.That((await App.Anonymous.Get("/v1/states", ("Authorization", scheme + key.Text("secret")))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("power-bi")]
    [TestCase("")]
    [TestCase("Müller")]
    public async Task A_key_is_sent_as_the_password_of_any_user(string user)
    {
        var key = await Create();

        Assert.That((await App.Anonymous.Get("/v1/states", ("Authorization", Basic(user, key.Text("secret")!)))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("Basic")]
    [TestCase("Basic ")]
    [TestCase("Basic %%%")]
    [TestCase("Basic b3pn")]
    [TestCase("ozg_0123456789ab_")]
    [TestCase("Digest username=\"a\"")]
    [TestCase("Bearer ozg_")]
    public async Task What_is_no_key_is_refused(string authorization) =>
        await AssertProblem(await App.Anonymous.Get("/v1/states", ("Authorization", authorization)), 401, "unauthenticated");

    [Test]
    public async Task A_key_in_the_address_is_not_looked_at()
    {
        var key = await Create();

        await AssertProblem(await App.Anonymous.GetAsync("/v1/states?access_token=" + key.Text("secret")), 401, "unauthenticated");
    }

    [Test]
    public async Task A_key_reports_for_the_units_of_its_keys_under_its_id()
    {
        var key = await Create(Reporter(Bonn));
        var client = App.ClientWith(key.Text("secret")!);

        await Answered(await client.Send(HttpMethod.Post, CellUrl(Bonn, Residence) + "/reports", new { level = 1 }), HttpStatusCode.Created);
        await AssertProblem(await client.Send(HttpMethod.Post, CellUrl(Cologne, Residence) + "/reports", new { level = 1 }), 403, "outside-your-keys");

        Assert.That(await Sql("select headers->>'actor' from log.mt_events where stream_id = $1 order by seq_id desc limit 1", $"rollout-{Bonn}-{Residence}"), Is.EqualTo("key:" + key.Text("id")));
    }

    [Test]
    public async Task Every_role_is_that_role()
    {
        var coordinator = App.ClientWith((await Create(Coordinator("05"))).Text("secret")!);
        var admin = App.ClientWith((await Create(new { name = NewName(), role = "admin" })).Text("secret")!);
        var reader = App.ClientWith((await Create()).Text("secret")!);

        Assert.That((await admin.GetAsync(Route)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await AssertProblem(await coordinator.GetAsync(Route), 403, "role-not-allowed");
        await AssertProblem(await coordinator.Send(HttpMethod.Post, CellUrl(Buesum, Passport) + "/verifications", new { }), 403, "outside-your-states");
        await AssertProblem(await reader.Send(HttpMethod.Post, CellUrl(Bonn, Passport) + "/reports", new { level = 1 }), 403, "role-not-allowed");
    }

    [Test]
    public async Task When_it_was_used_last_is_written_aside()
    {
        var key = await Create();
        await Try(key.Text("secret")!);
        await Try(ApiKeySecret.CreateFor(key.Text("id")!).Text);

        await App.Services.GetRequiredService<ApiKeyUses>().Flush(CancellationToken.None);

        var used = (await Json(await Admin.GetAsync($"{Route}/{key.Text("id")}"))).GetProperty("lastUsedAt").GetDateTimeOffset();
        Assert.That(used, Is.InRange(key.GetProperty("createdAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddSeconds(1)));
    }

    [Test]
    public async Task A_key_that_was_never_good_was_never_used()
    {
        var key = await Create();
        await Try(ApiKeySecret.CreateFor(key.Text("id")!).Text);

        await App.Services.GetRequiredService<ApiKeyUses>().Flush(CancellationToken.None);

        Assert.That((await Json(await Admin.GetAsync($"{Route}/{key.Text("id")}"))).IsNull("lastUsedAt"), Is.True);
    }

    async Task<string> WrongKey(string kind)
    {
        var made = await Create(Reporter(Bonn));
        var (id, secret) = (made.Text("id")!, made.Text("secret")!);
        switch (kind)
        {
            case "expired":
                await Sql("update ozg.api_key set expires_at = now() - interval '1 second' where id = $1", id);
                return secret;
            case "revoked":
                await Admin.DeleteAsync($"{Route}/{id}");
                return secret;
            case "rotated away":
                await Admin.Send(HttpMethod.Post, $"{Route}/{id}/rotations", new { overlapHours = 0 });
                return secret;
            default:
                return kind switch
                {
                    "unknown" => ApiKeySecret.Create().Text,
                    "other secret of the id" => ApiKeySecret.CreateFor(id).Text,
                    "wrong checksum" => secret[..^1] + (secret[^1] == 'x' ? 'y' : 'x'),
                    "truncated" => secret[..^1],
                    "longer" => secret + "0",
                    "upper case" => secret.ToUpperInvariant(),
                    "lower case" => secret.ToLowerInvariant(),
                    "hash" => $"ozg_{id}_{(string)(await Sql("select encode(hash, 'hex') from ozg.api_key where id = $1", id))!}",
                    "id only" => "ozg_" + id,
                    "with a blank" => secret.Insert(20, " "),
                    "quoted" => $"\"{secret}\"",
                    "two keys" => $"{secret},{secret}",
                    _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such key."),
                };
        }
    }

    static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    static async Task<string> Anonymised(HttpResponseMessage response)
    {
        var node = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        node.Remove("traceId");
        return node.ToJsonString();
    }
}
