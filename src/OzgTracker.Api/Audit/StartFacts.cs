using OzgTracker.Api.Hosting;

namespace OzgTracker.Api.Audit;

/// <summary>What a process was started with: which database, and which of our settings were given. Values of switches and numbers only, so never a secret.</summary>
sealed record StartFacts(string Database, IReadOnlyList<(string Name, string? Value)> Settings)
{
    public static StartFacts Of(IConfiguration configuration, bool isEmbedded) => new(
        isEmbedded ? "embedded" : "external",
        [.. KnownSettings.Given(configuration).Select(given => (given.Key, Harmless(given.Value)))]);

    public override string ToString() => $"database {Database}; settings: {(Settings.Count == 0 ? "none" : string.Join(", ", Settings.Select(Text)))}";

    static string Text((string Name, string? Value) setting) => setting.Value is null ? setting.Name : $"{setting.Name}={setting.Value}";

    static string? Harmless(string? value) =>
        bool.TryParse(value, out _) || int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) ? value : null;
}
