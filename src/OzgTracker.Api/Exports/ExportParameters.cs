using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Exports;

/// <summary>What every export request carries.</summary>
public interface IExportRequest
{
    /// <summary>Format, as the extension of the address.</summary>
    string Format { get; }

    /// <summary>How it is written, and how fresh.</summary>
    ExportParameters Export { get; }
}

/// <summary>How an export is written, and how fresh it is.</summary>
/// <param name="Delimiter">Of CSV: `comma`, or `semicolon` for German Excel.</param>
/// <param name="Decimal">Of CSV: `point`, or `comma` for German Excel; with `delimiter=semicolon` only.</param>
/// <param name="Bom">Of CSV: begins with a byte order mark, by which Excel knows UTF-8.</param>
/// <param name="Header">Of CSV: `en`, or `de` for German names of columns.</param>
/// <param name="Digest">`only`: instead of the file its size and SHA-256, as JSON, of the bytes without a Content-Encoding.</param>
/// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
public sealed record ExportParameters(
    [FromQuery] string? Delimiter = null,
    [FromQuery] string? Decimal = null,
    [FromQuery] bool? Bom = null,
    [FromQuery] string? Header = null,
    [FromQuery] string? Digest = null,
    [FromQuery] long? MinPosition = null)
{
    internal ExportLayout ToLayout(string format) =>
        new(format == "ndjson", Delimiter == "semicolon" ? ';' : ',', Decimal == "comma", Header == "de", Bom == true);

    /// <summary>Known values.</summary>
    public sealed class Validator : AbstractValidator<ExportParameters>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(export => export.Delimiter).Must(value => value is null or "comma" or "semicolon").WithErrorCode("unknown-delimiter")
                .WithMessage("'delimiter' must be comma or semicolon.");
            RuleFor(export => export.Decimal).Must(value => value is null or "point" or "comma").WithErrorCode("unknown-decimal").WithMessage("'decimal' must be point or comma.");
            RuleFor(export => export.Decimal).Must((export, value) => value != "comma" || export.Delimiter == "semicolon").WithErrorCode("contradictory-parameters")
                .WithMessage("'decimal=comma' needs 'delimiter=semicolon'; otherwise the comma would stand for both.");
            RuleFor(export => export.Header).Must(value => value is null or "en" or "de").WithErrorCode("unknown-language").WithMessage("'header' must be en or de.");
            RuleFor(export => export.Digest).Must(value => value is null or "only").WithErrorCode("unknown-digest").WithMessage("'digest' must be only.");
            RuleFor(export => export.MinPosition).Position();
        }
    }
}

/// <summary>Rules that exports share.</summary>
static class ExportRules
{
    const int Most = 100;

    /// <summary>What is of CSV only is refused elsewhere, so that nobody believes in it.</summary>
    public static void OfExport<T>(this AbstractValidator<T> validator)
        where T : IExportRequest
    {
        validator.RuleFor(request => request.Export).SetValidator(new ExportParameters.Validator());
        validator.RuleFor(request => request.Export.Delimiter).Must((request, value) => value is null || request.Format != "ndjson").OfCsv();
        validator.RuleFor(request => request.Export.Decimal).Must((request, value) => value is null || request.Format != "ndjson").OfCsv();
        validator.RuleFor(request => request.Export.Bom).Must((request, value) => value is null || request.Format != "ndjson").OfCsv();
        validator.RuleFor(request => request.Export.Header).Must((request, value) => value is null || request.Format != "ndjson").OfCsv();
    }

    static void OfCsv<T, TValue>(this IRuleBuilderOptions<T, TValue> rule) =>
        rule.WithErrorCode("csv-only").WithMessage("This parameter is of CSV; leave it out, or ask for .csv.");

    /// <summary>One OZG id, or several with commas.</summary>
    public static IRuleBuilderOptions<T, string?> OzgIds<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(ids => ids is null || (ids.Split(',') is { Length: <= Most } all && all.All(id => Domain.Catalogue.OzgId.TryParse(id, out _)))).WithErrorCode("invalid-ozg-id")
        .WithMessage($"'ozgId' must be an OZG id of five digits, or up to {Most} of them with commas.");
}
