using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Operations;
using OzgTracker.ReadModels;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Municipalities;

/// <summary>Tests over HTTP into which official files are imported, one Gebietsstand after the other.</summary>
public abstract class TerritorialFixture : ApiFixture
{
    /// <summary>Imports a file as the command line does; afterwards it can be seen over HTTP.</summary>
    protected async Task Import(DateOnly day, IReadOnlyList<Place> places)
    {
        await using var store = OzgStore.Open(App.OwnerConnectionString);
        var plan = await MunicipalityImport.PlanAsync(store, Gv100adFile.Of(day, places), null, CancellationToken.None);
        var report = await MunicipalityImport.ApplyAsync(store, plan, new ImportOptions(), CancellationToken.None);
        Assert.That((plan.CanBeApplied, report.IsClean), Is.EqualTo((true, true)));
        await GetJson($"/v1/municipalities?limit=1&minPosition={report.Position.ToString(CultureInfo.InvariantCulture)}");
        await App.Services.GetRequiredService<Registry>().RefreshAsync(CancellationToken.None);   // which otherwise looks within a second
    }
}
