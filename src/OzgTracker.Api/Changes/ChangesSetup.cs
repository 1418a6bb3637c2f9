using Microsoft.Extensions.Options;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Changes;

/// <summary>The change feed in a process.</summary>
static class ChangesSetup
{
    public static void AddChanges(this IServiceCollection services)
    {
        services.AddOptions<ChangesOptions>().BindConfiguration(ChangesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new CloudEvents(provider.GetRequiredService<IOptions<ChangesOptions>>().Value.Source));
        services.AddSingleton<ChangeTail>();
        services.AddSingleton<ChangeReader>();
        services.AddSingleton<Followers>();
        services.AddSingleton<StandingAccess>();
        services.AddSingleton<ChangeStreams>();
        services.AddSingleton(provider => new ChangeServices(
            provider.GetRequiredService<ChangeReader>(), provider.GetRequiredService<ChangeTail>(), provider.GetRequiredService<Followers>(), provider.GetRequiredService<ChangeStreams>(),
            provider.GetRequiredService<Registry>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<ChangesOptions>>().Value,
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddHostedService(provider => provider.GetRequiredService<ChangeTail>());
    }
}

/// <summary>What the operations of the feed need.</summary>
public sealed class ChangeServices
{
    internal ChangeServices(
        ChangeReader reader, ChangeTail tail, Followers followers, ChangeStreams streams, Registry registry, TimeProvider clock, ChangesOptions options, CancellationToken stopping)
    {
        (Reader, Tail, Followers, Streams, Registry, Clock) = (reader, tail, followers, streams, registry, clock);
        (LongestWait, Stopping) = (TimeSpan.FromSeconds(options.LongestWaitSeconds), stopping);
    }

    internal ChangeReader Reader { get; }

    internal ChangeTail Tail { get; }

    internal Followers Followers { get; }

    internal ChangeStreams Streams { get; }

    internal Registry Registry { get; }

    internal TimeProvider Clock { get; }

    internal TimeSpan LongestWait { get; }

    /// <summary>When nobody waits any longer.</summary>
    internal CancellationToken Stopping { get; }
}
