using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Faults;

/// <summary>The API as a process over a database of its own, for faults that need no load.</summary>
public abstract class ApiFixture(string fault)
{
    const int MostAttempts = 5;

    TestDatabase database = null!;

    private protected FaultRun Run { get; } = new(fault);

    private protected ApiProcess Api { get; private set; } = null!;

    /// <summary>A client that may report for all units of the load.</summary>
    protected HttpClient Http { get; private set; } = null!;

    protected DocumentStore Store { get; private set; } = null!;

    protected string Direct => database.ConnectionString;

    /// <summary>Configuration of the API by its environment variables.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    [OneTimeSetUp]
    public async Task Open()
    {
        database = await LoadDatabase.CloneAsync();
        Store = OzgStore.Open(Direct);
        await Restart();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        Http?.Dispose();
        if (Api is not null) await Api.DisposeAsync();
        if (Store is not null) await Store.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    private protected async Task Restart()
    {
        if (Api is not null) await Api.DisposeAsync();
        Http?.Dispose();
        Api = await ApiProcess.Start(Direct, Settings);
        Http = new HttpClient { BaseAddress = Api.Address };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", await ApiProcess.Token());
    }

    private protected static PlannedReport Report(int number, int level, string? evidence = null) => new(
        number, LoadDatabase.Units[number % 100], LoadDatabase.Services[number % 50], level, new DateOnly(2024, 5, 1), evidence, $"fixture-key-{Guid.CreateVersion7():N}");

    private protected async Task<HttpResponseMessage> Send(PlannedReport report, string? ifMatch = null, bool withKey = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, report.Path) { Content = JsonContent.Create(report.Body) };
        if (withKey) request.Headers.Add("Idempotency-Key", report.Key);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Http.SendAsync(request);
    }

    /// <summary>Sends as clients do: whoever is told to come again comes again then, with the same key. Why is said, because nothing is broken where this is used.</summary>
    private protected async Task<HttpResponseMessage> SendUntilAnswered(PlannedReport report, string? ifMatch = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await Send(report, ifMatch);
            if (answer is not { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } pause } || attempt == MostAttempts) return answer;
            await TestContext.Progress.WriteLineAsync($"503 while nothing is broken: {Api.Failures}");
            answer.Dispose();
            await Task.Delay(pause);
        }
    }

    /// <summary>What <c>/health/ready</c> says.</summary>
    protected async Task<JsonElement> Readiness()
    {
        using var answer = await Http.GetAsync("/health/ready");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    protected Task UntilReady() => FaultRun.Until(async () => (await Readiness()).GetProperty("status").GetString() == "ready", "the node is ready");

    protected async Task Execute(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    protected async Task<T> Ask<T>(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
