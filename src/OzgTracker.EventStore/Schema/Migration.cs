using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OzgTracker.EventStore.Schema;

/// <summary>One numbered, forward-only SQL file; immutable once released.</summary>
/// <param name="Name">File name, e. g. <c>0001_event_store.sql</c>; its order is the order of application.</param>
/// <param name="Sql">The text.</param>
public sealed record Migration(string Name, string Sql)
{
    /// <summary>SHA-256 of the text with Unix line ends, so that a checkout on Windows has the same.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal))));

    /// <summary>The <c>*.sql</c> resources of an assembly, in order.</summary>
    public static IReadOnlyList<Migration> In(Assembly assembly) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(name, Text(assembly, name))),
    ];

    /// <summary>The files of the event store itself.</summary>
    public static IReadOnlyList<Migration> EventStore { get; } = In(typeof(Migration).Assembly);

    static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>The database cannot be brought to the schema of this program; nothing was changed.</summary>
public sealed class SchemaException(string message) : Exception(message);
