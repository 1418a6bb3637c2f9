using System.Net;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Tests.ApiKeys;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>How long a lookup is believed. The clock is the test's.</summary>
public sealed class ApiKeyCacheTests : ApiKeyFixture
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly CancellationToken None = CancellationToken.None;

    readonly ManualClock clock = new();
    ApiKeyCache cache = null!;

    [SetUp]
    public void Open() => cache = new ApiKeyCache(App.Store.DataSource, clock, mostEntries: 3);

    [TearDown]
    public void Close() => cache.Dispose();

    [Test]
    public async Task What_was_looked_up_is_believed_for_a_second()
    {
        var id = (await Create()).Text("id")!;
        await cache.Find(id, None);
        await Revoke(id);

        Assert.That((await cache.Find(id, None))!.RevokedAt, Is.Null);
        clock.Pass(Second);
        Assert.That((await cache.Find(id, None))!.RevokedAt, Is.Not.Null);
    }

    [Test]
    public async Task What_changes_here_is_known_at_once()
    {
        var id = (await Create()).Text("id")!;
        await cache.Find(id, None);
        await Revoke(id);

        cache.Forget(id);

        Assert.That((await cache.Find(id, None))!.RevokedAt, Is.Not.Null);
    }

    [Test]
    public async Task That_nobody_has_a_key_is_believed_as_long()
    {
        const string Id = "000000000abc";
        Assert.That(await cache.Find(Id, None), Is.Null);
        await Sql("insert into ozg.api_key (id, name, role, hash, created_by, created_at, expires_at) values ($1, $2, 'reader', sha256(''), 't', now(), now())", Id, NewName());

        Assert.That(await cache.Find(Id, None), Is.Null);
        clock.Pass(Second);
        Assert.That(await cache.Find(Id, None), Is.Not.Null);
    }

    [Test]
    public async Task Keys_that_nobody_has_do_not_fill_the_memory()
    {
        for (var stranger = 0; stranger < 20; stranger++) await cache.Find($"stranger{stranger:0000}", None);

        Assert.That(cache.Count, Is.InRange(1, 3));
    }

    [Test]
    public async Task Without_the_database_nobody_says_that_a_key_is_wrong()
    {
        await using var app = await ApiHostUnderTest.Start(Settings);
        var made = await Json(await app.ClientFor("admin").Send(HttpMethod.Post, Route, new { name = NewName(), role = "reader" }));
        var client = app.ClientWith(made.Text("secret")!);
        await using var source = Npgsql.NpgsqlDataSource.Create(app.OwnerConnectionString);
        await using var take = source.CreateCommand("alter table ozg.api_key rename to api_key_taken_away");
        await take.ExecuteNonQueryAsync();

        var response = await client.GetAsync("/v1/states");

        await AssertProblem(response, 503, "temporarily-unavailable");
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
        Assert.That(response.Headers.WwwAuthenticate, Is.Empty);
        Assert.That((await client.GetAsync("/health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await app.ClientWith("ozg_typing_error").GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "what is no key needs no database");
    }

    Task<object?> Revoke(string id) => Sql("update ozg.api_key set revoked_at = now(), revoked_by = 'test' where id = $1", id);
}
