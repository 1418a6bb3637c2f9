using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>The text of <c>postgresql.conf</c>, written anew at every start.</summary>
static partial class ServerSettings
{
    // Other processes and this room find the server and its files through these.
    static readonly HashSet<string> Fixed = new(StringComparer.OrdinalIgnoreCase)
    {
        "listen_addresses", "port", "unix_socket_directories", "data_directory", "hba_file", "ident_file", "external_pid_file",
        "logging_collector", "log_destination", "log_directory", "log_filename",
    };

    /// <exception cref="EmbeddedPostgresException"><c>settings-refused</c>: not settings that a caller may choose.</exception>
    public static void Check(IReadOnlyDictionary<string, string> chosen)
    {
        foreach (var (name, value) in chosen)
        {
            if (Fixed.Contains(name) || !Name().IsMatch(name) || value.AsSpan().ContainsAny('\n', '\r', '\0'))
                throw new EmbeddedPostgresException("settings-refused", $"The setting '{name}' cannot be chosen for an embedded server.");
        }
    }

    /// <summary>The defaults of this room and the caller's choice, which has passed <see cref="Check"/>.</summary>
    public static string Write(EmbeddedPostgresOptions options, ServerAddress address)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(settings, Listening(address));
        Add(settings, Care(options.Durable));
        Add(settings, Sizes);
        Add(settings, Logging);
        Add(settings, [.. options.Settings.Select(chosen => (chosen.Key, chosen.Value))]);

        var text = new StringBuilder("# Written at every start; choose settings in EmbeddedPostgresOptions.Settings.\n");
        foreach (var (name, value) in settings)
            text.Append(name).Append(" = '").Append(Escape(value)).Append("'\n");
        return text.ToString();
    }

    static (string, string)[] Listening(ServerAddress address) => address.Password is null
        ? [("listen_addresses", ""), ("unix_socket_directories", address.Host), ("port", Invariant(address.Port))]
        : [("listen_addresses", address.Host), ("unix_socket_directories", ""), ("port", Invariant(address.Port))];

    static (string, string)[] Care(bool durable)
    {
        var careful = durable ? "on" : "off";
        return
        [
            ("fsync", careful), ("synchronous_commit", careful), ("full_page_writes", careful),
            ("shared_buffers", durable ? "256MB" : "128MB"),
        ];
    }

    static readonly (string, string)[] Sizes =
    [
        ("max_connections", "200"), ("work_mem", "16MB"), ("maintenance_work_mem", "256MB"),
        ("wal_level", "replica"), ("max_wal_size", "4GB"),
        ("random_page_cost", "1.1"), ("jit", "off"),
        ("timezone", "UTC"), ("lc_messages", "C"), ("password_encryption", "scram-sha-256"),
    ];

    // A file per weekday, emptied when its day comes round again; ServerLog removes those that an irregularly running server leaves behind.
    static readonly (string, string)[] Logging =
    [
        ("log_timezone", "UTC"), ("log_destination", "stderr"), ("logging_collector", "on"),
        ("log_directory", ".."), ("log_filename", "server-%a.log"), ("log_file_mode", "0600"),
        ("log_rotation_age", "1d"), ("log_rotation_size", "0"), ("log_truncate_on_rotation", "on"),
        ("log_line_prefix", "%m [%p] %q%u@%d "),
    ];

    static void Add(Dictionary<string, string> settings, (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
            settings[name] = value;
    }

    static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);

    static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.]*$")]
    private static partial Regex Name();
}
