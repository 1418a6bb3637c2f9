using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Exports;

/// <summary>What every export needs.</summary>
public sealed class ExportServices : IDisposable
{
    internal ExportServices(
        DocumentStore store, MaturityCube cube, TimeProvider clock, IOptions<ExportOptions> options, IResponseCompressionProvider codings, ILogger<ExportServices> logger) =>
        (Store, Cube, Clock, Options, Codings, Logger, Places) = (
            store, cube, clock, options.Value, codings, logger,
            new ClientPlaces(options.Value.Concurrent, options.Value.ConcurrentPerClient ?? Math.Max(1, options.Value.Concurrent / 2)));

    internal DocumentStore Store { get; }

    internal MaturityCube Cube { get; }

    internal TimeProvider Clock { get; }

    internal ExportOptions Options { get; }

    internal IResponseCompressionProvider Codings { get; }

    internal ILogger Logger { get; }

    /// <summary>Nobody waits for one: an export that has to wait for another would wait for minutes.</summary>
    internal ClientPlaces Places { get; }

    internal RecordedZones Zones { get; } = new();

    internal ExportDigests Digests { get; } = new();

    /// <summary>The answer to whoever gets no place; nothing of the file is in it.</summary>
    internal static ProblemHttpResult NoPlace(IHeaderDictionary headers)
    {
        headers.ETag = default;
        headers.RetryAfter = "30";
        return Problem.Of("at-capacity", "As many exports as there are places for are streaming, or as many of yours as one client may have; ask again when one has ended.");
    }

    /// <inheritdoc/>
    public void Dispose() => Zones.Dispose();
}

/// <summary>Digests of the files that this node has made, by their strong ETags: the same ETag is the same bytes.</summary>
sealed class ExportDigests
{
    const int Most = 256;

    readonly ConcurrentDictionary<string, ExportDigest> byEtag = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> oldest = new();

    public ExportDigest? Find(string etag) => byEtag.GetValueOrDefault(etag);

    public void Keep(ExportDigest digest)
    {
        if (!byEtag.TryAdd(digest.Etag, digest)) return;
        oldest.Enqueue(digest.Etag);
        while (byEtag.Count > Most && oldest.TryDequeue(out var etag)) byEtag.TryRemove(etag, out _);
    }
}

/// <summary>What a file must be to be whole.</summary>
/// <param name="DataSet">Name of the export.</param>
/// <param name="Format">`csv` or `ndjson`.</param>
/// <param name="Position">Of the log.</param>
/// <param name="Etag">Of the file without a Content-Encoding.</param>
/// <param name="Rows">The header not among them.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Digest">As in the header `Repr-Digest` (RFC 9530).</param>
public sealed record ExportDigest(string DataSet, string Format, long Position, string Etag, long Rows, long Bytes, string Digest);

static class ExportSetup
{
    public static void AddExports(this IServiceCollection services)
    {
        services.AddOptions<ExportOptions>().BindConfiguration(ExportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new ExportServices(
            provider.GetRequiredService<DocumentStore>(), provider.GetRequiredService<MaturityCube>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ExportOptions>>(), provider.GetRequiredService<IResponseCompressionProvider>(),
            provider.GetRequiredService<ILogger<ExportServices>>()));
    }
}
