using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Limits;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Web;

/// <summary>What every list request carries.</summary>
public interface IListRequest
{
    /// <summary>Paging and format.</summary>
    ListParameters List { get; }
}

/// <summary>A list: cursor, page, weak ETag, formats. What is in it, the endpoint says.</summary>
/// <remarks>A page is found by the sort keys of the row before it, so rows that stand still are neither lost nor repeated while others come and go.</remarks>
public abstract class ListEndpoint<TRequest, TPage, TItem>(ListServices services) : Endpoint<TRequest, Results<ListResult<TPage, TItem>, StatusCodeHttpResult, ProblemHttpResult>>
    where TRequest : IListRequest
    where TPage : Page<TItem>
{
    /// <summary>The log and its read models.</summary>
    protected DocumentStore Store => services.Store;

    /// <summary>The clock.</summary>
    protected TimeProvider Clock => services.Clock;

    /// <summary>How many sort keys a cursor has.</summary>
    protected virtual int SortKeyCount => 1;

    /// <summary>A refusal before anything is read; null to go on.</summary>
    protected virtual Task<ProblemHttpResult?> Check(TRequest request, CancellationToken ct) => Task.FromResult<ProblemHttpResult?>(null);

    /// <summary>Rows after a cursor's sort keys.</summary>
    protected abstract Task<IReadOnlyList<TItem>> Rows(TRequest request, IReadOnlyList<string?>? after, int limit, CancellationToken ct);

    /// <summary>What the answer is as fresh as: what all read models have reached, unless the list comes from elsewhere.</summary>
    protected virtual Task<long> Position(CancellationToken ct) => services.ReadPosition(ct);

    /// <summary>Sort keys of a row, unique in the list.</summary>
    protected abstract string?[] SortKeys(TItem item);

    /// <summary>The envelope around a page.</summary>
    protected abstract TPage Envelope(TRequest request, IReadOnlyList<TItem> items, string? nextCursor, long position);

    /// <inheritdoc/>
    public sealed override async Task<Results<ListResult<TPage, TItem>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(TRequest request, CancellationToken ct)
    {
        HttpContext.Response.Headers.Vary = "Accept, Authorization";
        if (ContentFormats.Choose(HttpContext.Request, request.List.Format) is not { } format) return ContentFormats.NotAcceptable();
        var identity = Identity();
        IReadOnlyList<string?>? after = null;
        if (request.List.Cursor is { } cursor)
        {
            if (!services.Cursors.TryRead(cursor, identity, SortKeyCount, out var keys)) return Problem.Of("bad-cursor");
            after = keys;
        }

        if (await PositionWait.For(Store, request.List.MinPosition, ct) is { } late) return late;
        if (await Check(request, ct) is { } problem) return problem;

        // The position is read first: the rows may be newer than it says, never older.
        var position = await Position(ct);
        var etag = WeakEtag(position);
        HttpContext.Response.Headers.ETag = etag;
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        if (Etag.IsKnown(HttpContext.Request, etag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var heavy = HeavyAnswers.Of(HttpContext);
        using var place = format == ContentFormat.Json ? null : await heavy.Enter(ct);
        if (place is { IsAcquired: false })
        {
            HttpContext.Response.Headers.ETag = default;
            return heavy.Full(HttpContext);
        }

        var rows = await Rows(request, after, request.List.Rows + 1, ct);
        var items = rows.Count > request.List.Rows ? [.. rows.Take(request.List.Rows)] : rows;
        var next = rows.Count > request.List.Rows ? services.Cursors.After(identity, SortKeys(items[^1])) : null;
        return new ListResult<TPage, TItem>(Envelope(request, items, next, position), format, request.List.Delimiter);
    }

    /// <summary>Path and filters: what a cursor is good for.</summary>
    string Identity() => HttpContext.Request.Path + "?" + string.Join('&', HttpContext.Request.Query
        .Where(parameter => !ListParameters.Names.Contains(parameter.Key))
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Key}={parameter.Value}"));

    /// <summary>The same question at the same position on the same day has the same answer; ages and staleness move with the day.</summary>
    string WeakEtag(long position)
    {
        var request = HttpContext.Request;
        var question = $"{request.Path}{request.QueryString}|{request.Headers.Accept}|{Clock.GetUtcNow():yyyy-MM-dd}";
        return $"W/\"{position}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(0, 8))}\"";
    }
}

/// <summary>A list without further facts around it.</summary>
public abstract class PlainListEndpoint<TRequest, TItem>(ListServices services) : ListEndpoint<TRequest, Page<TItem>, TItem>(services)
    where TRequest : IListRequest
{
    /// <inheritdoc/>
    protected sealed override Page<TItem> Envelope(TRequest request, IReadOnlyList<TItem> items, string? nextCursor, long position) => new(items, nextCursor);
}
