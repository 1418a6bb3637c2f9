using Npgsql;
using OzgTracker.Operations;

namespace OzgTracker.Cli;

/// <summary>A database in words, without what a connection string keeps secret.</summary>
static class DatabaseName
{
    public static string Of(OzgSettings settings) => settings.IsEmbedded ? $"embedded in {settings.Home}" : Of(settings.ConnectionString!);

    /// <exception cref="CliException">It is no connection string.</exception>
    public static void Check(OzgSettings settings)
    {
        if (!settings.IsEmbedded) Of(settings.ConnectionString!);
    }

    static string Of(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return $"{parts.Database ?? parts.Username} on {parts.Host}";
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new CliException($"ConnectionStrings__{OzgSettings.ConnectionStringName} is not a connection string of Npgsql, e. g. Host=db;Database=ozgtracker;Username=ozg.", error);
        }
    }
}
