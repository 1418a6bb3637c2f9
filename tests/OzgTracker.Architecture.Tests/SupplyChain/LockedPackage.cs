namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>A package as the lock files have it.</summary>
/// <param name="Ecosystem"><c>nuget</c> or <c>npm</c>.</param>
/// <param name="Name">As its registry writes it.</param>
/// <param name="Version">The one that is restored.</param>
/// <param name="Hash">SHA-512 of its content, hexadecimal.</param>
/// <param name="IsShipped">Whether it is part of what runs at a user's; the others are for building and testing.</param>
/// <param name="Licence">SPDX expression; null where the lock file does not tell.</param>
/// <param name="DependsOn">Package URLs.</param>
sealed record LockedPackage(string Ecosystem, string Name, string Version, string Hash, bool IsShipped, string? Licence, IReadOnlyCollection<string> DependsOn)
{
    /// <summary>Package URL (purl), which is also its name within the bill of materials.</summary>
    public string Url => UrlOf(Ecosystem, Name, Version);

    public static string UrlOf(string ecosystem, string name, string version) =>
        $"pkg:{ecosystem}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}@{Uri.EscapeDataString(version)}";
}
