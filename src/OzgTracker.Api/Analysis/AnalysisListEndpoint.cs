using System.Diagnostics;
using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Analysis;

/// <summary>How much of an analysis that lists, and from where.</summary>
/// <param name="Limit">Rows of a page, 1 to 1000; 100 when absent.</param>
/// <param name="Cursor">`nextCursor` of the page before, with the same filters.</param>
public sealed record PageParameters([FromQuery] int? Limit = null, [FromQuery] string? Cursor = null)
{
    /// <summary>Rows of a page.</summary>
    public int Rows => Limit ?? 100;

    internal static readonly HashSet<string> Names = ["limit", "cursor", "format", "delimiter", "minPosition"];

    /// <summary>Ranges.</summary>
    public sealed class Validator : AbstractValidator<PageParameters>
    {
        /// <summary>Says them.</summary>
        public Validator() => RuleFor(page => page.Limit).InclusiveBetween(1, ListParameters.MaxLimit).WithErrorCode("limit-out-of-range")
            .WithMessage($"'limit' must be from 1 to {ListParameters.MaxLimit}.");
    }
}

/// <summary>An analysis request that asks for a list.</summary>
public interface IAnalysisListRequest : IAnalysisRequest
{
    /// <summary>How much, and from where.</summary>
    PageParameters Page { get; }
}

/// <summary>All rows of an analysis that lists, as many as are wanted of them, and how many there are.</summary>
/// <param name="From">Rows from here on, at least one more than the page has where there are more.</param>
/// <param name="Total">Rows on all pages.</param>
sealed record AnalysisRows<TItem>(IReadOnlyList<TItem> From, long Total);

/// <summary>An analysis that ranks or lists: pages by cursor. All pages are those of the position of the first one; the next begins after the row that the last one ended with.</summary>
public abstract class AnalysisListEndpoint<TRequest, TItem>(AnalysisServices services) : AnalysisEndpoint<TRequest, AnalysisList<TItem>>(services)
    where TRequest : IAnalysisListRequest
{
    /// <summary>What tells a row from all others.</summary>
    protected abstract string KeyOf(TItem item);

    /// <summary>All rows in order. An endpoint that could have very many overrides <see cref="RowsAfter"/> instead.</summary>
    private protected virtual Task<Outcome<IReadOnlyList<TItem>>> Rows(TRequest request, AnalysisContext context, CancellationToken ct) =>
        throw new UnreachableException($"{GetType().Name} overrides neither Rows nor RowsAfter.");

    /// <summary>The rows after the one with a key; from the first when it is null.</summary>
    /// <param name="offset">How many rows came before, should the key be gone.</param>
    private protected virtual async Task<Outcome<AnalysisRows<TItem>>> RowsAfter(TRequest request, AnalysisContext context, string? key, int offset, CancellationToken ct)
    {
        var rows = await Rows(request, context, ct);
        if (rows.Problem is { } problem) return problem;
        var all = rows.Answer!;
        var from = 0;
        if (key is not null)
        {
            from = Math.Min(offset, all.Count);
            for (var i = 0; i < all.Count; i++)
            {
                if (KeyOf(all[i]) != key) continue;
                from = i + 1;
                break;
            }
        }

        return new AnalysisRows<TItem>([.. all.Skip(from).Take(request.Page.Rows + 1)], all.Count);
    }

    private protected sealed override async Task<Outcome<AnalysisList<TItem>>> Answer(TRequest request, AnalysisContext context, CancellationToken ct)
    {
        var at = new PageStart(null, 0, context.Cube.Position);
        if (request.Page.Cursor is not null)
        {
            if (StartOf(request) is not { } start) return Problem.Of("bad-cursor");
            at = start.Position < request.Analysis.MinPosition ? start with { Position = context.Cube.Position } : start;   // whoever asks for something newer gets it
        }

        if (at.Position < context.Cube.Position)
        {
            context = context with
            {
                Question = context.Question with { Known = Math.Min(context.Question.Known, at.Position) },
                Facts = context.Facts with { Position = at.Position },
            };
        }

        var found = await RowsAfter(request, context, at.Key, at.Offset, ct);
        if (found.Problem is { } problem) return problem;
        var rows = found.Answer!.From;
        IReadOnlyList<TItem> items = rows.Count > request.Page.Rows ? [.. rows.Take(request.Page.Rows)] : rows;
        var next = rows.Count > items.Count ? Services.Cursors.After(
            Identity(), KeyOf(items[^1]), (at.Offset + items.Count).ToString(CultureInfo.InvariantCulture), at.Position.ToString(CultureInfo.InvariantCulture)) : null;
        return new AnalysisList<TItem>(context.Facts, items, next, found.Answer.Total);
    }

    /// <summary>A node that is behind the one of the first page catches up first.</summary>
    private protected sealed override long LeastPosition(TRequest request) => Math.Max(base.LeastPosition(request), StartOf(request)?.Position ?? 0);

    /// <summary>Where a page begins.</summary>
    /// <param name="Key">Of the row before it; null on the first page.</param>
    /// <param name="Offset">Rows before it.</param>
    /// <param name="Position">Of the first page; what came behind it does not count, so a row that moves up or down is on no page twice and takes no other along.</param>
    readonly record struct PageStart(string? Key, int Offset, long Position);

    /// <summary>What the cursor says; null where there is none, or none of ours.</summary>
    PageStart? StartOf(TRequest request) =>
        request.Page.Cursor is { } cursor && Services.Cursors.TryRead(cursor, Identity(), 3, out var keys)
        && int.TryParse(keys[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        && long.TryParse(keys[2], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new PageStart(keys[0], offset, position)
            : null;

    /// <summary>Path and filters: what a cursor is good for.</summary>
    string Identity() => HttpContext.Request.Path + "?" + string.Join('&', HttpContext.Request.Query
        .Where(parameter => !PageParameters.Names.Contains(parameter.Key))
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Key}={parameter.Value}"));
}
