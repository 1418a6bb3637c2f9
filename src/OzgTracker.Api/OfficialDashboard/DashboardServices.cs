using Microsoft.Extensions.Options;
using OzgTracker.Api.Exports;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>Keeps the index for as long as it is good, and counts it once for all who ask.</summary>
public sealed class DashboardServices : IDisposable
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim counting = new(1);
    readonly TimeSpan keep;
    DashboardIndex? kept;

    internal DashboardServices(ExportServices exports, IOptions<OfficialDashboardOptions> options) =>
        (Exports, keep) = (exports, TimeSpan.FromSeconds(options.Value.KeepSeconds));

    internal ExportServices Exports { get; }

    /// <summary>The index of a state, or one that is not much older; null while the cube is loaded.</summary>
    internal async Task<DashboardIndex?> IndexOf(ExportSnapshot snapshot, CancellationToken ct)
    {
        if (Good(snapshot) is { } good) return good;
        if (!await Exports.Cube.WaitForAsync(0, LongestWait, ct)) return null;
        await counting.WaitAsync(ct);
        try
        {
            if (Good(snapshot) is { } counted) return counted;
            CubeSnapshot cube = Exports.Cube.Current;
            kept = await DashboardIndex.ReadAsync(snapshot, cube, Exports.Clock.GetUtcNow(), ct);
            return kept;
        }
        finally
        {
            counting.Release();
        }
    }

    DashboardIndex? Good(ExportSnapshot snapshot) =>
        kept is { } index && (index.Stand == snapshot.Stand || Exports.Clock.GetUtcNow() - index.MadeAt < keep) ? index : null;

    /// <inheritdoc/>
    public void Dispose() => counting.Dispose();
}

static class DashboardSetup
{
    public static void AddOfficialDashboard(this IServiceCollection services)
    {
        services.AddOptions<OfficialDashboardOptions>().BindConfiguration(OfficialDashboardOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new DashboardServices(
            provider.GetRequiredService<ExportServices>(), provider.GetRequiredService<IOptions<OfficialDashboardOptions>>()));
    }
}
