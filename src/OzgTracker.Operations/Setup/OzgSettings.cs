namespace OzgTracker.Operations;

/// <summary>Where this process finds its database and its small files.</summary>
/// <param name="ConnectionString">An Npgsql connection string; null or empty for the embedded server.</param>
/// <param name="Home">Directory of the embedded server and of the development signing key.</param>
public sealed record OzgSettings(string? ConnectionString, string Home)
{
    /// <summary>Environment variable of <see cref="Home"/>.</summary>
    public const string HomeVariable = "OZG_HOME";

    /// <summary>Name of the connection string in configuration; as environment variable <c>ConnectionStrings__OzgTracker</c>.</summary>
    public const string ConnectionStringName = "OzgTracker";

    /// <summary>Name of <see cref="ProjectorConnectionString"/> in configuration.</summary>
    public const string ProjectorConnectionStringName = "OzgTrackerProjector";

    /// <summary>Name of <see cref="OwnerConnectionString"/> in configuration.</summary>
    public const string OwnerConnectionStringName = "OzgTrackerOwner";

    /// <summary>Of the role that keeps the read models; null for one role that does everything.</summary>
    public string? ProjectorConnectionString { get; init; }

    /// <summary>Of the role that owns the schema; null where this process does not migrate or its one role may.</summary>
    public string? OwnerConnectionString { get; init; }

    /// <summary>What a connection that leaves this machine has to prove.</summary>
    public DatabaseTls Tls { get; init; }

    /// <summary>Whether this process starts or joins the embedded server.</summary>
    public bool IsEmbedded => string.IsNullOrWhiteSpace(ConnectionString);

    /// <summary>The settings of a process that was given only its environment.</summary>
    public static OzgSettings FromEnvironment() =>
        new(Environment.GetEnvironmentVariable($"ConnectionStrings__{ConnectionStringName}"), HomeFrom(Environment.GetEnvironmentVariable(HomeVariable)))
        {
            Tls = TlsFrom(Environment.GetEnvironmentVariable("Database__Tls")),
        };

    /// <exception cref="UnsafeSettingException">Something else than one of <see cref="DatabaseTls"/>.</exception>
    public static DatabaseTls TlsFrom(string? text) => text switch
    {
        null or "" => default,
        _ when Enum.GetValues<DatabaseTls>().Where(known => string.Equals(known.ToString(), text, StringComparison.OrdinalIgnoreCase)).ToArray() is [var named] => named,
        _ => throw new UnsafeSettingException("Database:Tls must be VerifyFull or VerifyCA."),
    };

    /// <summary>An absolute path; <c>.ozg</c> in the current folder when none is given.</summary>
    public static string HomeFrom(string? home) => Path.GetFullPath(string.IsNullOrWhiteSpace(home) ? ".ozg" : home);
}
