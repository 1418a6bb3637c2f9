using OzgTracker.EventStore;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Hosting;

/// <summary>Loads the cube and keeps it fed for as long as the API runs. The API listens meanwhile; analyses wait for the first load.</summary>
sealed class CubeService(MaturityCube cube, DocumentStore store) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => cube.FollowAsync(store, stoppingToken);
}
