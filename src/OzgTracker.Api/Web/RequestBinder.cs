using System.Buffers;
using System.Globalization;
using System.Reflection;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace OzgTracker.Api.Web;

/// <summary>What is wrong with one part of a request.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Detail">What was expected and what was found.</param>
/// <param name="Pointer">JSON Pointer into the body …</param>
/// <param name="Parameter">… or the name of a query, route or header parameter.</param>
public sealed record FieldError(string Code, string Detail, string? Pointer = null, string? Parameter = null);

/// <summary>A request as its record where it could be made, and all that is wrong with it.</summary>
readonly record struct Bound(object? Request, IReadOnlyList<FieldError> Errors);

/// <summary>Fills the record of a request and reports everything that does not fit at once.</summary>
/// <remarks>
/// The framework's own binding stops at the first error, ignores unknown query parameters and takes the first of repeated ones; a BI tool with a
/// misspelt filter would then get all of Germany. Parameters marked <c>[AsParameters]</c> are records of further parameters.
/// </remarks>
sealed class RequestBinder
{
    static readonly SearchValues<char> Unreadable = SearchValues.Create([.. Enumerable.Range(0, 32).Concat(Enumerable.Range(127, 33)).Select(code => (char)code)]);

    readonly Part root;
    readonly JsonBody json;
    readonly HashSet<string> queryNames;

    public RequestBinder(Type requestType, JsonBody json)
    {
        this.json = json;
        root = new Part(requestType, null, [.. Constructor(requestType).GetParameters().Select(Leaf)]);
        Parameters = [.. Leaves(root).Select(leaf => leaf.Parameter!)];
        queryNames = [.. Parameters.Where(parameter => parameter.GetCustomAttribute<FromQueryAttribute>() is not null).Select(Name)];
        BodyType = Parameters.FirstOrDefault(IsBody)?.ParameterType;
    }

    /// <summary>Every single parameter, nested ones included.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>The record of the body; null when the request has none.</summary>
    public Type? BodyType { get; }

    public async Task<Bound> Bind(HttpContext context)
    {
        var errors = new List<FieldError>();
        foreach (var (name, values) in context.Request.Query)
        {
            if (!queryNames.Contains(name))
                errors.Add(new("unknown-parameter", $"'{name}' is not a parameter of this operation; it has {Known()}.", Parameter: name));
            else if (values.Count > 1)
                errors.Add(new("repeated-parameter", $"'{name}' is given {values.Count} times; give it once.", Parameter: name));
        }

        foreach (var name in QueryText.Unreadable(context.Request.QueryString.Value))
            errors.Add(new("invalid-parameter", $"'{name}' must be {Expected(typeof(string))}, percent-encoded.", Parameter: name));

        var body = BodyType is null ? null : await json.Read(context.Request, BodyType, Parameters.First(IsBody).HasDefaultValue, errors);
        var unusable = errors.Count(error => error.Pointer is not null);
        var unreadable = new List<FieldError>();
        var request = Create(root, context, body, unreadable);
        return new Bound(unreadable.Count + unusable == 0 ? request : null, [.. errors, .. unreadable]);
    }

    /// <summary>A validator's finding in the words of the wire.</summary>
    public FieldError Translate(ValidationFailure failure)
    {
        var path = failure.PropertyName.Split('.');
        var top = Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, path[0], StringComparison.OrdinalIgnoreCase));
        var code = failure.ErrorCode.EndsWith("Validator", StringComparison.Ordinal) ? "invalid-value" : failure.ErrorCode;
        return top is not null && IsBody(top)
            ? new FieldError(code, failure.ErrorMessage, Pointer: string.Concat(path.Skip(1).Select(part => "/" + Camel(part).Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))))
            : new FieldError(code, failure.ErrorMessage, Parameter: Camel(path[^1]));
    }

    static object? Create(Part part, HttpContext context, object? body, List<FieldError> errors)
    {
        if (part.Parts is null) return Value(part.Parameter!, context, body, errors);
        var arguments = part.Parts.Select(child => Create(child, context, body, errors)).ToArray();
        return errors.Count == 0 ? Constructor(part.Type).Invoke(arguments) : null;
    }

    static object? Value(ParameterInfo parameter, HttpContext context, object? body, List<FieldError> errors)
    {
        if (IsBody(parameter)) return body;

        var text = Text(parameter, context);
        if (text is [""] && parameter.GetCustomAttribute<FromQueryAttribute>() is not null)
        {
            // An empty filter is a form that somebody forgot to fill in; it must not mean "all of Germany".
            errors.Add(new("empty-parameter", $"'{Name(parameter)}' is empty; give a value or leave it out.", Parameter: Name(parameter)));
            return null;
        }

        if (StringValues.IsNullOrEmpty(text)) return parameter.HasDefaultValue ? parameter.DefaultValue : Missing(parameter, errors);
        return Parse(parameter, text.ToString(), errors);
    }

    static StringValues Text(ParameterInfo parameter, HttpContext context)
    {
        if (parameter.GetCustomAttribute<FromRouteAttribute>() is not null) return context.Request.RouteValues[Name(parameter)]?.ToString();
        if (parameter.GetCustomAttribute<FromHeaderAttribute>() is { } header) return context.Request.Headers[header.Name ?? parameter.Name!];
        return context.Request.Query[Name(parameter)];
    }

    static object? Missing(ParameterInfo parameter, List<FieldError> errors)
    {
        errors.Add(new("missing-parameter", $"'{Name(parameter)}' is required.", Parameter: Name(parameter)));
        return null;
    }

    static object? Parse(ParameterInfo parameter, string text, List<FieldError> errors)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        object? value = type switch
        {
            _ when type == typeof(string) => IsReadable(parameter, text) ? text : null,
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
            _ when type == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : null,
            _ when type == typeof(DateTimeOffset) => KnownMoment.TryParseMoment(text, out var moment) ? moment : null,
            _ => throw new InvalidOperationException($"{parameter.Name} has the type {type.Name}, which no query parameter can have."),
        };
        if (value is null) errors.Add(new("invalid-parameter", $"'{Name(parameter)}' must be {Expected(type)}.", Parameter: Name(parameter)));
        return value;
    }

    /// <summary>No control character in a query. Routes and headers have rules of their own.</summary>
    static bool IsReadable(ParameterInfo parameter, string text) => parameter.GetCustomAttribute<FromQueryAttribute>() is null
        ? !text.Contains('\0', StringComparison.Ordinal)
        : !text.AsSpan().ContainsAny(Unreadable);

    static string Expected(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(DateOnly) => "a day as yyyy-MM-dd",
        _ when type == typeof(DateTimeOffset) => "a moment as yyyy-MM-ddTHH:mm:ssZ",
        _ => "text in UTF-8 without control characters",
    };

    string Known() => queryNames.Count == 0 ? "none" : string.Join(", ", queryNames.Order(StringComparer.Ordinal));

    static Part Leaf(ParameterInfo parameter) => parameter.GetCustomAttribute<AsParametersAttribute>() is null
        ? new Part(parameter.ParameterType, parameter, null)
        : new Part(parameter.ParameterType, parameter, [.. Constructor(parameter.ParameterType).GetParameters().Select(Leaf)]);

    static IEnumerable<Part> Leaves(Part part) => part.Parts is null ? [part] : part.Parts.SelectMany(Leaves);

    static ConstructorInfo Constructor(Type type) => type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;

    static bool IsBody(ParameterInfo parameter) => parameter.GetCustomAttribute<FromBodyAttribute>() is not null;

    static string Name(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.GetCustomAttribute<FromRouteAttribute>()?.Name ?? Camel(parameter.Name!);

    static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

    sealed record Part(Type Type, ParameterInfo? Parameter, IReadOnlyList<Part>? Parts);
}
