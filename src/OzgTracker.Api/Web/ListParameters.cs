using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace OzgTracker.Api.Web;

/// <summary>How much of a list, from where, in which format, and how fresh.</summary>
/// <param name="Limit">Rows of a page, 1 to 1000; 100 when absent.</param>
/// <param name="Cursor">`nextCursor` of the page before, with the same filters.</param>
/// <param name="Format">`json`, `ndjson` or `csv`; goes before the Accept header.</param>
/// <param name="Delimiter">Of CSV: `comma`, or `semicolon` for German Excel.</param>
/// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
public sealed record ListParameters(
    [FromQuery] int? Limit = null,
    [FromQuery] string? Cursor = null,
    [FromQuery] string? Format = null,
    [FromQuery] string? Delimiter = null,
    [FromQuery] long? MinPosition = null)
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Rows of a page.</summary>
    public int Rows => Limit ?? 100;

    /// <summary>Names of these parameters, which do not change what the list is.</summary>
    internal static readonly HashSet<string> Names = ["limit", "cursor", "format", "delimiter", "minPosition"];

    /// <summary>Ranges and known values.</summary>
    public sealed class Validator : AbstractValidator<ListParameters>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(list => list.Limit).InclusiveBetween(1, MaxLimit).WithErrorCode("limit-out-of-range").WithMessage($"'limit' must be from 1 to {MaxLimit}.");
            RuleFor(list => list.Delimiter).Must(value => value is null or "comma" or "semicolon").WithErrorCode("unknown-delimiter")
                .WithMessage("'delimiter' must be comma or semicolon.");
            RuleFor(list => list.MinPosition).Position();
        }
    }
}
