using System.Net;
using OzgTracker.Operations;

namespace OzgTracker.Api.Hosting;

/// <summary>Whether the addresses that the API is to listen at fit the tokens that it takes.</summary>
static class ListeningSafety
{
    const string UrlsSetting = "urls", EndpointsSetting = "Kestrel:Endpoints";

    /// <exception cref="UnsafeSettingException">Development tokens, whose key lies beside the program, would travel a network in clear text.</exception>
    public static void Check(IConfiguration configuration, bool developmentTokens, bool proxies)
    {
        if (!developmentTokens || proxies || Open(configuration) is not { } address) return;
        throw new UnsafeSettingException(
            $"{address.Setting} makes the API listen at {address.Url}, where other machines reach it without TLS, and it takes development tokens (Access:DevelopmentTokens). "
            + "Listen at http://127.0.0.1:5080 behind a proxy that ends TLS, or give Kestrel a certificate and listen at https://…");
    }

    static (string Setting, string Url)? Open(IConfiguration configuration)
    {
        const StringSplitOptions tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var urls = (configuration[UrlsSetting] ?? "").Split(';', tidy).Select(url => ("ASPNETCORE_URLS", url));
        var endpoints = configuration.GetSection(EndpointsSetting).GetChildren()
            .Where(endpoint => endpoint["Url"] is not null)
            .Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"]!));
        foreach (var (setting, url) in urls.Concat(endpoints))
            if (IsOpen(url)) return (setting, url);
        return null;
    }

    /// <summary>Whether others reach it in clear text; what is no address the server refuses itself.</summary>
    static bool IsOpen(string url)
    {
        const string scheme = "http://";
        if (!url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = url[scheme.Length..];
        if (rest.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pipe:", StringComparison.OrdinalIgnoreCase)) return false;
        var authority = rest.Split('/')[0];
        var host = authority.StartsWith('[') ? authority[1..Math.Max(1, authority.IndexOf(']', StringComparison.Ordinal))] : authority.Split(':')[0];
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)) return false;
        return !IPAddress.TryParse(host, out var address) || !IPAddress.IsLoopback(address);
    }
}
