using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using OzgTracker.Operations;

namespace OzgTracker.Api.Tests.Idempotency;

/// <summary>Requests with an Idempotency-Key and what the wire shows of their answers.</summary>
public abstract class KeyedFixture : ApiFixture
{
    protected static string NewKey() => Guid.NewGuid().ToString();

    protected static Task<HttpResponseMessage> Post(HttpClient client, string unit, string ozgId, object report, string key, params (string, string)[] headers) =>
        client.Send(HttpMethod.Post, CellUrl(unit, ozgId) + "/reports", report, [.. headers, ("Idempotency-Key", key)]);

    /// <summary>Everything that is the answer's own, byte for byte.</summary>
    protected static async Task<string> Wire(HttpResponseMessage response) => string.Join(
        '|', (int)response.StatusCode, response.Headers.ETag, response.Headers.Location?.OriginalString, response.Content.Headers.ContentType,
        Convert.ToHexString(await response.Content.ReadAsByteArrayAsync()));

    protected static bool IsReplayed(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true";

    /// <summary>A reporter of another subject; tokens for development all have the same.</summary>
    protected HttpClient ReporterCalled(string? subject, params string[] keys) => App.ClientWith(new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = DevelopmentTokens.Issuer,
        Audience = DevelopmentTokens.Audience,
        Expires = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
        SigningCredentials = new SigningCredentials(App.Tokens.SigningKey, SecurityAlgorithms.HmacSha256),
        Claims = new Dictionary<string, object> { ["sub"] = subject ?? "", [DevelopmentTokens.RoleClaim] = "reporter", [DevelopmentTokens.KeysClaim] = keys },
    }));

    protected async Task<object?> Sql(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }

    protected async Task<long> StoredAnswers(string key) => (long)(await Sql("select count(*) from ozg.idempotency where key = $1", key))!;

    protected async Task<int> Events(string unit, string ozgId) => (await Items(CellUrl(unit, ozgId) + "/history?limit=1000")).Length;
}
