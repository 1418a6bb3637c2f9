namespace OzgTracker.Api.Hosting;

/// <summary>Settings of the starter set, section <c>Demo</c>.</summary>
sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Whether an empty database gets the starter set. A database with real imports never gets it.</summary>
    public bool Enabled { get; init; } = true;
}
