using System.Buffers;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace OzgTracker.Api.Web;

/// <summary>One parameter of a request: where it comes from and what it may be. Everything is looked up once; reflection costs more than most answers.</summary>
sealed class RequestParameter
{
    static readonly SearchValues<char> Unreadable = SearchValues.Create([.. Enumerable.Range(0, 32).Concat(Enumerable.Range(127, 33)).Select(code => (char)code)]);

    /// <summary>What a text must be.</summary>
    public const string Text = "text in UTF-8 without control characters";

    readonly string header;
    readonly object? absent;
    readonly Func<string, object?> parse;
    readonly string expected;

    public RequestParameter(ParameterInfo parameter)
    {
        Info = parameter;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        IsOptional = parameter.HasDefaultValue;
        absent = IsOptional ? parameter.DefaultValue : null;
        header = parameter.GetCustomAttribute<FromHeaderAttribute>()?.Name ?? parameter.Name!;
        (Place, Name) = PlaceOf(parameter);
        (parse, expected) = Place == RequestPlace.Body ? (_ => null, "") : Parser(parameter.Name!, type, isQuery: Place == RequestPlace.Query);
    }

    public ParameterInfo Info { get; }

    public RequestPlace Place { get; }

    /// <summary>As clients write it.</summary>
    public string Name { get; }

    public bool IsOptional { get; }

    /// <summary>Its value; null, and an error more, where there is none that fits.</summary>
    public object? Read(HttpContext context, object? body, List<FieldError> errors)
    {
        if (Place == RequestPlace.Body) return body;

        StringValues text = Place switch
        {
            RequestPlace.Route => context.Request.RouteValues[Name]?.ToString(),
            RequestPlace.Header => context.Request.Headers[header],
            _ => context.Request.Query[Name],
        };
        // An empty filter is a form that somebody forgot to fill in; it must not mean "all of Germany".
        if (Place == RequestPlace.Query && text is [""]) return Fail(errors, "empty-parameter", $"'{Name}' is empty; give a value or leave it out.");
        if (StringValues.IsNullOrEmpty(text)) return IsOptional ? absent : Fail(errors, "missing-parameter", $"'{Name}' is required.");
        return parse(text.ToString()) ?? Fail(errors, "invalid-parameter", $"'{Name}' must be {expected}.");
    }

    object? Fail(List<FieldError> errors, string code, string detail)
    {
        errors.Add(new(code, detail, Parameter: Name));
        return null;
    }

    static (RequestPlace, string) PlaceOf(ParameterInfo parameter)
    {
        var name = JsonNamingOf(parameter.Name!);
        if (parameter.GetCustomAttribute<FromBodyAttribute>() is not null) return (RequestPlace.Body, name);
        if (parameter.GetCustomAttribute<FromRouteAttribute>() is { } route) return (RequestPlace.Route, route.Name ?? name);
        if (parameter.GetCustomAttribute<FromHeaderAttribute>() is not null) return (RequestPlace.Header, name);
        return (RequestPlace.Query, parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? name);
    }

    static (Func<string, object?> Parse, string Expected) Parser(string name, Type type, bool isQuery)
    {
        if (type == typeof(string)) return (isQuery ? Readable : WithoutNul, Text);
        if (type == typeof(int)) return (text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, "a whole number");
        if (type == typeof(long)) return (text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, "a whole number");
        if (type == typeof(bool)) return (text => bool.TryParse(text, out var flag) ? flag : null, "true or false");
        if (type == typeof(DateOnly)) return (text => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : null, "a day as yyyy-MM-dd");
        if (type == typeof(DateTimeOffset)) return (text => KnownMoment.TryParseMoment(text, out var moment) ? moment : null, "a moment as yyyy-MM-ddTHH:mm:ssZ");
        throw new InvalidOperationException($"{name} has the type {type.Name}, which no parameter can have.");
    }

    /// <summary>No control character in a query. Routes and headers have rules of their own.</summary>
    static object? Readable(string text) => text.AsSpan().ContainsAny(Unreadable) ? null : text;

    static object? WithoutNul(string text) => text.Contains('\0', StringComparison.Ordinal) ? null : text;

    /// <summary>The name of a member as it is written in JSON and in addresses.</summary>
    public static string JsonNamingOf(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>Where a parameter stands.</summary>
enum RequestPlace
{
    Query,
    Route,
    Header,
    Body,
}
