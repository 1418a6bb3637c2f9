using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace OzgTracker.Api.Auth;

/// <summary>Whether tokens for development are accepted: on the embedded database, or where somebody wants them and only this machine can connect.</summary>
sealed class DevelopmentGate(bool? wanted, bool isEmbedded, IServer server) : IHostedLifecycleService
{
    readonly TaskCompletionSource<bool> decided = Decided(isEmbedded, wanted);

    /// <summary>Known when the server listens; requests that come before that wait for it.</summary>
    public Task<bool> IsOpen => decided.Task;

    /// <summary>Asks the server where it listens in fact, whichever setting said so.</summary>
    /// <exception cref="InvalidDataException">Others than this machine could connect.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (decided.Task.IsCompleted) return Task.CompletedTask;
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault(address => !IsLocal(address)) is { } open)
        {
            decided.TrySetResult(false);
            throw new InvalidDataException(
                $"{AccessOptions.Section}:{nameof(AccessOptions.DevelopmentTokens)} is for addresses on loopback only, and this process listens on {open}. "
                + "Leave it out and use API keys or an issuer, or listen on http://127.0.0.1 only (ASPNETCORE_URLS).");
        }

        decided.TrySetResult(true);
        return Task.CompletedTask;
    }

    public static bool IsLocal(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    static TaskCompletionSource<bool> Decided(bool isEmbedded, bool? wanted)
    {
        var decided = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isEmbedded || wanted is not true) decided.SetResult(isEmbedded && wanted is not false);
        return decided;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
