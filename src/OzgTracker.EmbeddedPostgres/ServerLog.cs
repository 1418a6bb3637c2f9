namespace OzgTracker.EmbeddedPostgres;

/// <summary>What the server wrote since a certain moment.</summary>
/// <remarks>First words go to <c>start.log</c>, all others to <c>server-<i>weekday</i>.log</c> beside the data.</remarks>
sealed class ServerLog
{
    const int TailLines = 40;
    const long LargestBytes = 16 * 1024 * 1024;
    static readonly TimeSpan OldestAge = TimeSpan.FromDays(6);

    readonly Place place;
    readonly Dictionary<string, long> before;

    ServerLog(Place place) => (this.place, before) = (place, Files(place).ToDictionary(file => file.FullName, file => file.Length));

    /// <summary>Forgets <c>start.log</c> and what is old or large, and listens from here on. Only while no server runs.</summary>
    public static ServerLog Open(Place place)
    {
        File.Delete(place.StartLog);
        foreach (var file in Files(place).Where(file => file.Length > LargestBytes || file.LastWriteTimeUtc < TimeProvider.System.GetUtcNow() - OldestAge))
            file.Delete();
        return new ServerLog(place);
    }

    /// <summary>The last lines since <see cref="Open"/>.</summary>
    public string Tail()
    {
        var lines = Read(place.StartLog, from: 0).Concat(Files(place).SelectMany(file => Read(file.FullName, before.GetValueOrDefault(file.FullName))));
        return string.Join('\n', lines.TakeLast(TailLines));
    }

    static List<FileInfo> Files(Place place) => [.. new DirectoryInfo(place.Root).EnumerateFiles("server-*.log").OrderBy(file => file.LastWriteTimeUtc)];

    static string[] Read(string path, long from)
    {
        if (!File.Exists(path))
            return [];

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(Math.Min(from, file.Length), SeekOrigin.Begin);
        return new StreamReader(file).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
