using System.ComponentModel.DataAnnotations;

namespace OzgTracker.Api.Exports;

/// <summary>Settings of exports, section <c>Exports</c>.</summary>
sealed class ExportOptions
{
    public const string Section = "Exports";

    /// <summary>Exports that stream at once on this node. Each holds a connection and a snapshot of the database for as long as its client reads.</summary>
    [Range(1, 1_000)] public int Concurrent { get; init; } = 4;

    /// <summary>Of these, how many one client may have; half of them unless it is said. A client is the subject of its token, without one the address.</summary>
    [Range(1, 1_000)] public int? ConcurrentPerClient { get; init; }

    /// <summary>After this an export is cut off, because its snapshot keeps the database from cleaning up.</summary>
    [Range(1, 24 * 60)] public int LongestMinutes { get; init; } = 60;

    /// <summary>A client that reads more slowly is cut off (HTTP/1.1; otherwise <c>Limits:Connections:MinAnswerBytesPerSecond</c> holds).</summary>
    [Range(1, 100_000_000)] public int MinBytesPerSecond { get; init; } = 16 * 1024;
}
