using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>An API with many units in one Land, and files about them.</summary>
public abstract class ReportFileFixture : ApiFixture
{
    protected const int Units = 1_000;

    static readonly string[] Services = [Residence, ParentalAllowance, VehicleRegistration, HousingBenefit, Passport];

    int files;

    [OneTimeSetUp]
    public async Task AddUnits()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var store = OzgStore.Open(App.OwnerConnectionString);
        var bulk = store.BulkAppend();
        bulk.Stamp(Provenance.OfImport);
        for (var unit = 0; unit < Units; unit++)
        {
            var ags = Ags(unit);
            var facts = new UnitFacts(
                UnitKind.Gemeinde, ags, ags, UnitDesignation.Gemeinde, Domain.Municipalities.Ags.Parse(ags), Ars.Parse(ags[..5] + "0" + ags[5..] + ags[5..]), ags[..5], null, 1_000, 10_000, new DateOnly(2025, 8, 31));
            foreach (var happened in MunicipalityDecider.Decide(Municipality.Unknown, facts).Events) bulk.Append(Municipality.StreamKey(UnitId.Parse(ags)), happened);
        }

        await bulk.SaveChangesAsync(CancellationToken.None);
        await App.WaitForNonStaleProjectionDataAsync();
    }

    protected static string Ags(int unit) => (9_770_000 + unit).ToString("00000000", CultureInfo.InvariantCulture);

    /// <summary>A reporter for all of those units.</summary>
    protected HttpClient Reporter => App.ClientFor("reporter", "09");

    protected string Token => Reporter.DefaultRequestHeaders.Authorization!.Parameter!;

    protected Uri Server => App.Anonymous.BaseAddress!;

    /// <summary>A file of lines that no other file has, each of them a report of its own: unit by unit, service by service, and then anew for another day.</summary>
    protected string[] NewLines(int lines)
    {
        var file = files++;
        return [.. Enumerable.Range(0, lines).Select(line => Line(Cell(line), new DateOnly(2000, 1, 1).AddDays((file * 100) + (line / (Units * Services.Length))), line % 5))];
    }

    protected static (string Unit, string Service) Cell(int line) => (Ags(line / Services.Length % Units), Services[line % Services.Length]);

    protected static string Line((string Unit, string Service) cell, DateOnly day, int level) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"municipality":"{{cell.Unit}}","ozgId":"{{cell.Service}}","level":{{level}},"validOn":"{{day:yyyy-MM-dd}}"}""");

    protected static StringContent Content(string body, string type = "application/x-ndjson")
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    protected async Task<HttpResponseMessage> Post(HttpContent body, string query = "", string? key = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/reports" + query) { Content = body };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (accept is not null) request.Headers.Add("Accept", accept);
        return await Reporter.SendAsync(request);
    }

    /// <summary>Sends a body and returns the lines of the answer.</summary>
    protected async Task<JsonElement[]> Lines(string body, string query = "", string type = "application/x-ndjson", string? key = null)
    {
        var response = await Post(Content(body, type), query, key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(200), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/x-ndjson"));
        return LinesOf(text);
    }

    protected static JsonElement[] LinesOf(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    protected static string Summary(JsonElement[] lines) => lines[^1].GetProperty("summary").ToString();

    protected static string Counts(int accepted, int unchanged, int refused) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"accepted":{{accepted}},"unchanged":{{unchanged}},"refused":{{refused}}}""");

    protected Task<long> Events() => Scalar<long>("select count(*) from log.mt_events where type = 'maturity_reported'");
}
