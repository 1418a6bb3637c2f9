using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace OzgTracker.Faults.Clients;

/// <summary>One client asks without a pause on many connections while others do their work.</summary>
/// <remarks>The figures are printed; only the long form is long enough for them to mean something, and none of them decides whether the test passes.</remarks>
public sealed class FloodTests() : ApiFixture("flood")
{
    const int Clients = 8, FloodConnections = 16;

    const double MostGrowth = 200, Bar = 2;

    /// <summary>Below 600 requests a minute.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(120);

    static readonly TimeSpan Length = TimeSpan.FromSeconds(FaultRun.Times(6));

    Course calm = null!;
    Course flooded = null!;
    ConcurrentDictionary<int, int> flood = null!;
    (double Before, double After) memory;

    /// <summary>Those of an installation.</summary>
    protected override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Limits__Default__Permits", "600"), ("Limits__Bulk__Permits", "60"), ("Limits__Export__Permits", "300"), ("Limits__SignIn__Permits", "30"), ("Limits__Address__Permits", "6000"),
        ("Limits__HeavyAnswers__Waiting", "32"), ("Limits__HeavyAnswers__WaitSeconds", "5"),
    ];

    [OneTimeSetUp]
    public async Task Ask()
    {
        await UntilReady();
        await Others("warm up", TimeSpan.FromSeconds(2));
        calm = await Others("calm", Length);
        memory.Before = Api.ResidentMegabytes;
        using var over = new CancellationTokenSource();
        flood = [];
        var flooding = Flood(over.Token);
        flooded = await Others("flooded", Length);
        await over.CancelAsync();
        await flooding;
        memory.After = Api.ResidentMegabytes;

        var ratio = flooded.Slow / calm.Slow;
        Run.SayEnd(string.Create(CultureInfo.InvariantCulture, $"""
            others without flood: p50 {calm.Usual:0.0} ms, p99 {calm.Slow:0.0} ms, {calm.Count} answers ({calm.Statuses})
              others with flood: p50 {flooded.Usual:0.0} ms, p99 {flooded.Slow:0.0} ms, {flooded.Count} answers ({flooded.Statuses})
              p99 with flood / without: {ratio:0.00} (bar {Bar}: {(ratio <= Bar ? "met" : "missed")})
              the flood was answered: {Statuses(flood)}
              resident memory: {memory.Before:0} MB before, {memory.After:0} MB after
            """));
    }

    [Test]
    public void The_flood_gets_its_allowance_and_is_told_to_wait()
    {
        // The long form may begin a second window.
        var most = FaultRun.IsLong ? 2 * (600 + 300) : 600 + 300;
        Assert.That(flood.GetValueOrDefault(200), Is.InRange(1, most));
        Assert.That(flood.GetValueOrDefault(429), Is.GreaterThan(flood.GetValueOrDefault(200)));
    }

    [Test]
    public void The_others_get_what_they_ask_for() => Assert.That((calm.Statuses, flooded.Statuses), Is.EqualTo(("200, 201", "200, 201")));

    [Test]
    public void Nobody_meets_a_failure() => Assert.That(flood.Keys.Where(status => status >= 500), Is.Empty);

    [Test]
    public void Memory_does_not_grow_without_bounds() => Assert.That(memory.After - memory.Before, Is.LessThan(MostGrowth));

    async Task<Course> Others(string course, TimeSpan length)
    {
        var times = new ConcurrentBag<double>();
        var statuses = new ConcurrentDictionary<int, int>();
        await Task.WhenAll(Enumerable.Range(1, Clients).Select(number => Task.Run(async () =>
        {
            // A new subject for each course, so that each begins with its whole allowance.
            using var http = LoopbackClient.At(Api.Address, $"127.0.3.{number}", $"{course} {number}");
            using var pace = new PeriodicTimer(Pace);
            var since = Stopwatch.GetTimestamp();
            for (var request = number; Stopwatch.GetElapsedTime(since) < length; request++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await Work(http, course, number, request);
                await answer.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
                await pace.WaitForNextTickAsync();
            }
        })));
        double[] sorted = [.. times.Order()];
        return new Course(sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], sorted.Length, string.Join(", ", statuses.Keys.Order()));
    }

    static Task<HttpResponseMessage> Work(HttpClient http, string course, int client, int request)
    {
        var (unit, service) = (LoadDatabase.Units[request % 100], LoadDatabase.Services[request % 50]);
        return (request % 8) switch
        {
            0 => http.PostAsJsonAsync(
                $"/v1/municipalities/{LoadDatabase.Units[client]}/services/{LoadDatabase.Services[request / 8 % 50]}/reports",
                new { level = course switch { "calm" => 2, "flooded" => 3, _ => 1 }, evidenceUrl = "https://lastdorf.example/nachweis", validOn = "2025-01-02" }),
            1 or 2 or 3 => http.GetAsync($"/v1/municipalities/{unit}/services/{service}"),
            4 or 5 => http.GetAsync($"/v1/municipalities?limit={1 + request % 50}"),
            6 => http.GetAsync($"/v1/services/{service}/frontrunners?limit=10"),
            _ => http.GetAsync("/v1/maturity?groupBy=state"),
        };
    }

    async Task Flood(CancellationToken over)
    {
        using var good = LoopbackClient.At(Api.Address, "127.0.4.1", "flooder");
        using var bad = LoopbackClient.At(Api.Address, "127.0.4.1");
        bad.DefaultRequestHeaders.Authorization = new("Bearer", "garbage");
        await Task.WhenAll(Enumerable.Range(0, FloodConnections).Select(connection => Task.Run(async () =>
        {
            for (var request = connection; !over.IsCancellationRequested; request += FloodConnections)
            {
                using var answer = await (request % 4 == 3 ? bad : good).GetAsync(Question(request), CancellationToken.None);
                flood.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            }
        })));
    }

    /// <summary>One that is not kept from before, half of them as rows.</summary>
    static string Question(int request) =>
        string.Create(CultureInfo.InvariantCulture, $"/v1/maturity?groupBy=district&asOf={new DateOnly(2020, 1, 1).AddDays(request % 2_000):yyyy-MM-dd}&format={(request % 2 == 0 ? "json" : "csv")}");

    static string Statuses(IReadOnlyDictionary<int, int> statuses) => string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} x {status.Key}"));

    /// <param name="Usual">p50 in milliseconds.</param>
    /// <param name="Slow">p99 in milliseconds.</param>
    sealed record Course(double Usual, double Slow, int Count, string Statuses);
}
