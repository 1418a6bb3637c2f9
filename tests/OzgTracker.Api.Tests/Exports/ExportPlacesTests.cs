using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OzgTracker.Api.Exports;
using OzgTracker.ReadModels;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Exports;

/// <summary>Who gets the places while exports take long: here their rows are behind a lock.</summary>
public sealed class ExportPlacesTests : ApiFixture
{
    const string Url = "/v1/exports/status.csv", First = "127.0.0.21", Second = "127.0.0.22", Third = "127.0.0.23";

    readonly List<HttpResponseMessage> streaming = [];

    ExportServices Exports => App.Services.GetRequiredService<ExportServices>();

    [Test]
    public async Task One_client_has_at_most_half_of_the_places_and_leaves_the_others_to_others()
    {
        await Report(Bonn, Residence, new { level = 1, validOn = "2024-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
        using HttpClient slow = App.ClientAt(First), token = App.ClientAt(First, "slow"), other = App.ClientAt(Second), late = App.ClientAt(Third);
        await using (var source = NpgsqlDataSource.Create(App.OwnerConnectionString))
        await using (var connection = await source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using (var locking = new NpgsqlCommand($"lock table {StatusProjection.Table} in access exclusive mode", connection)) await locking.ExecuteNonQueryAsync();

            await Begin(slow);
            await Begin(slow);
            await AssertRefused(slow);
            await Begin(other);
            await Begin(token);
            Assert.That(Exports.Places.Free, Is.Zero, "who has a token is not who has none, although both come from one address");
            await AssertRefused(late);
        }

        foreach (var export in streaming)
        {
            Assert.That(await export.Content.ReadAsStringAsync(), Does.Contain(Bonn));
            export.Dispose();
        }

        while (Exports.Places.Free < Exports.Options.Concurrent) await Task.Yield();
        Assert.That((await slow.GetAsync(Url)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    async Task Begin(HttpClient client)
    {
        var begun = await client.GetAsync(Url, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        streaming.Add(begun);
    }

    static async Task AssertRefused(HttpClient client)
    {
        var refused = await client.GetAsync(Url);
        await AssertProblem(refused, 503, "at-capacity");
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }
}
