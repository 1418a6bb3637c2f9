using System.Text.Json;
using OzgTracker.Domain;

namespace OzgTracker.Architecture.Tests;

/// <summary>The stored form of every event, kept in files beside the tests.</summary>
/// <remarks>A file that exists is never written again: what has been stored must stay readable for ever.</remarks>
static class Golden
{
    public const string Switch = "OZG_WRITE_GOLDEN";

    static readonly JsonSerializerOptions Readable = new(DomainJson.Default.Options) { WriteIndented = true, NewLine = "\n" };

    public static string Folder { get; } = Repository.Full("tests/OzgTracker.Architecture.Tests/Golden");

    public static string NamesFile { get; } = Path.Combine(Folder, "stored-names.txt");

    public static string ValuesFile { get; } = Path.Combine(Folder, "stored-values.txt");

    public static string FileOf(IDomainEvent example) => Path.Combine(Folder, $"{DomainEvents.Names[example.GetType()]}.json");

    public static string Json(IDomainEvent example) => JsonSerializer.Serialize(example, example.GetType(), Readable) + "\n";

    /// <summary>What is stored by now; writes it first when it is new and the switch is on.</summary>
    public static string Read(string path, string current)
    {
        if (!File.Exists(path) && MayWrite) Write(path, current);
        return File.Exists(path) ? File.ReadAllText(path) : $"{Repository.Relative(path)} is missing; {Switch}=1 writes that of a new event";
    }

    /// <summary>The lines that were ever stored, in the order in which they came; adds new ones when the switch is on.</summary>
    public static string[] ReadLines(string path, IEnumerable<string> current)
    {
        var known = File.Exists(path) ? File.ReadAllLines(path) : [];
        var added = current.Except(known).ToArray();
        if (added.Length == 0 || !MayWrite) return known;
        Write(path, string.Concat(known.Concat(added).Select(line => line + "\n")));
        return [.. known, .. added];
    }

    static bool MayWrite => Environment.GetEnvironmentVariable(Switch) == "1";

    static void Write(string path, string text)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(path, text);
    }
}
