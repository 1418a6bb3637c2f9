namespace OzgTracker.EmbeddedPostgres;

/// <summary>What a private server is to be: where it lives and how careful it is with its data.</summary>
public sealed class EmbeddedPostgresOptions
{
    /// <summary>Directory that identifies the server: all processes that name the same home share one server.</summary>
    /// <remarks>Created when missing. Started by root, the data may lie elsewhere; the home then holds a text file that says where.</remarks>
    public required string Home { get; init; }

    /// <summary><c>false</c> gives up the data when the machine fails, in exchange for speed; meant for tests.</summary>
    /// <remarks>Decided by whoever starts the server; a process that joins gets what is running.</remarks>
    public bool Durable { get; init; } = true;

    /// <summary>Longest wait for everything until the database can be used, the first <c>initdb</c> included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Server settings that override the defaults of this room, by their PostgreSQL names.</summary>
    /// <remarks>Where the server listens and where it keeps its files cannot be set: other processes find it there.</remarks>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Database that exists once the server has started.</summary>
    public string Database { get; init; } = "ozgtracker";
}
