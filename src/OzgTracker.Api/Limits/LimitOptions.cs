namespace OzgTracker.Api.Limits;

/// <summary>How much a client may ask for and how much an answer may cost, section <c>Limits</c>. There is no switch that turns limits off, only high numbers.</summary>
sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests of one client to operations without a bucket of their own.</summary>
    public RateOptions Default { get; init; } = new() { Permits = 600 };

    /// <summary>Requests of one client that bring many reports at once.</summary>
    public RateOptions Bulk { get; init; } = new() { Permits = 60 };

    /// <summary>Requests of one client for CSV and NDJSON.</summary>
    public RateOptions Export { get; init; } = new() { Permits = 300 };

    /// <summary>Credentials of one address that were refused.</summary>
    public RateOptions SignIn { get; init; } = new() { Permits = 30 };

    /// <summary>All requests of one address, before anyone looks at their credentials.</summary>
    public RateOptions Address { get; init; } = new() { Permits = 6_000 };

    /// <summary>Clients, and as many addresses, that each bucket tells apart at a time; whoever comes later shares one allowance.</summary>
    public int Partitions { get; init; } = 20_000;

    /// <summary>Answers that cost much.</summary>
    public HeavyOptions HeavyAnswers { get; init; } = new();

    /// <summary>Sockets, request lines and headers.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>Bodies of requests.</summary>
    public BodyOptions Bodies { get; init; } = new();
}

/// <summary>So many requests in so many seconds.</summary>
sealed class RateOptions
{
    /// <summary>Requests within a window.</summary>
    public int Permits { get; init; }

    /// <summary>Length of a window. At most as long as a <c>Retry-After</c> that every client understands.</summary>
    public int WindowSeconds { get; init; } = 60;
}

/// <summary>How many answers that cost much are made at once.</summary>
sealed class HeavyOptions
{
    /// <summary>At once; two for each core unless it is said.</summary>
    public int Concurrent { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>That may wait for their turn; 16 for each core unless it is said.</summary>
    public int Waiting { get; init; } = 16 * Environment.ProcessorCount;

    /// <summary>How long.</summary>
    public int WaitSeconds { get; init; } = 5;
}

/// <summary>What the server takes before the program sees a request.</summary>
sealed class ConnectionOptions
{
    /// <summary>Open at once; never more than half of the files that the process may open.</summary>
    public int Most { get; init; } = 5_000;

    /// <summary>That speak another protocol after an upgrade; this API has none.</summary>
    public int MostUpgraded { get; init; }

    /// <summary>An idle connection is closed after this.</summary>
    public int KeepAliveSeconds { get; init; } = 120;

    /// <summary>Headers have to be there by then.</summary>
    public int HeaderSeconds { get; init; } = 15;

    /// <summary>A body that arrives more slowly is cut off.</summary>
    public int MinBodyBytesPerSecond { get; init; } = 240;

    /// <summary>So is a client that reads its answer more slowly. The server allows each write as long as its bytes take at this rate, so it must not be too low.</summary>
    public int MinAnswerBytesPerSecond { get; init; } = 4_096;

    /// <summary>After which both are looked at.</summary>
    public int GraceSeconds { get; init; } = 5;

    /// <summary>Method, target and version.</summary>
    public int RequestLineBytes { get; init; } = 8 * 1024;

    /// <summary>All headers together.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Headers of one request.</summary>
    public int Headers { get; init; } = 100;

    /// <summary>Requests of one HTTP/2 connection at a time.</summary>
    public int Http2Streams { get; init; } = 100;
}

/// <summary>What may stand in a body.</summary>
sealed class BodyOptions
{
    /// <summary>Bytes of a single request, compressed or not.</summary>
    public long SingleBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a request that brings many reports.</summary>
    public long BulkBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of a file of reports, NDJSON or CSV, which is taken in as it comes.</summary>
    public long ReportFileBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Bytes that one compressed byte may become.</summary>
    public int CompressionRatio { get; init; } = 100;

    /// <summary>Objects and arrays within each other.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Characters of a text.</summary>
    public int TextCharacters { get; init; } = 4_000;

    /// <summary>Entries of any array and members of any object; operations have smaller limits of their own.</summary>
    public int Items { get; init; } = 20_000;
}
