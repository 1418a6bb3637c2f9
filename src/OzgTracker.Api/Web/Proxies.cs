using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace OzgTracker.Api.Web;

/// <summary>Who may say for whom a request is, section <c>Proxies</c>.</summary>
sealed class ProxySettings
{
    public const string Section = "Proxies";

    /// <summary>
    /// Addresses and networks (<c>10.1.0.0/16</c>) of the proxies in front of this program; of anybody else <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are not looked at.
    /// </summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    public static bool TryParse(string known, out IPNetwork network)
    {
        network = default;
        if (known.Contains('/', StringComparison.Ordinal)) return IPNetwork.TryParse(known, out network) && network.PrefixLength > 0;
        if (!IPAddress.TryParse(known, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>No names, and never everybody.</summary>
    public sealed class Rules : IValidateOptions<ProxySettings>
    {
        public ValidateOptionsResult Validate(string? name, ProxySettings options)
        {
            var wrong = options.Known.Where(known => !TryParse(known, out _)).ToArray();
            return wrong.Length == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Section}:{nameof(Known)} has '{string.Join("', '", wrong)}'; name addresses such as 10.1.2.3 or networks such as 10.1.0.0/16.");
        }
    }
}

/// <summary>Believes forwarded headers of known proxies only.</summary>
static class Proxies
{
    public static void AddProxies(this IServiceCollection services)
    {
        services.AddOptions<ProxySettings>().BindConfiguration(ProxySettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxySettings>, ProxySettings.Rules>();

        // Last, because ASPNETCORE_FORWARDEDHEADERS_ENABLED would believe everybody.
        services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IOptions<ProxySettings>>((forwarded, proxies) =>
        {
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var known in proxies.Value.Known)
                if (ProxySettings.TryParse(known, out var network))
                    forwarded.KnownIPNetworks.Add(network);
            forwarded.ForwardedHeaders = proxies.Value.Known.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;   // as many as are known, from the nearest one on
        });
    }

    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxySettings>>().Value.Known.Count > 0) app.UseForwardedHeaders();
    }
}
