using System.Reflection;
using FluentValidation.Results;

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
    readonly Part root;
    readonly JsonBody json;
    readonly RequestParameter? bodyParameter;
    readonly RequestParameter[] parameters;
    readonly HashSet<string> queryNames;

    public RequestBinder(Type requestType, JsonBody json)
    {
        this.json = json;
        root = Part.Of(requestType);
        parameters = [.. root.Leaves()];
        Parameters = [.. parameters.Select(parameter => parameter.Info)];
        queryNames = [.. parameters.Where(parameter => parameter.Place == RequestPlace.Query).Select(parameter => parameter.Name)];
        bodyParameter = parameters.FirstOrDefault(parameter => parameter.Place == RequestPlace.Body);
    }

    /// <summary>Every single parameter, nested ones included.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>The record of the body; null when the request has none.</summary>
    public Type? BodyType => bodyParameter?.Info.ParameterType;

    public async Task<Bound> Bind(HttpContext context)
    {
        var errors = new List<FieldError>();
        if (context.Request.QueryString.HasValue) CheckQuery(context.Request, errors);
        var body = bodyParameter is null ? null : await json.Read(context.Request, bodyParameter.Info.ParameterType, bodyParameter.IsOptional, errors);
        var isUnusable = errors.Exists(error => error.Pointer is not null);
        var known = errors.Count;
        var request = root.Create(context, body, errors, known);
        return new Bound(errors.Count > known || isUnusable ? null : request, errors);
    }

    /// <summary>A validator's finding in the words of the wire.</summary>
    public FieldError Translate(ValidationFailure failure)
    {
        var path = failure.PropertyName.Split('.');
        var top = parameters.FirstOrDefault(parameter => string.Equals(parameter.Info.Name, path[0], StringComparison.OrdinalIgnoreCase));
        var code = failure.ErrorCode.EndsWith("Validator", StringComparison.Ordinal) ? "invalid-value" : failure.ErrorCode;
        return top?.Place == RequestPlace.Body
            ? new FieldError(code, failure.ErrorMessage, Pointer: string.Concat(path.Skip(1).Select(part => "/" + RequestParameter.JsonNamingOf(part).Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))))
            : new FieldError(code, failure.ErrorMessage, Parameter: RequestParameter.JsonNamingOf(path[^1]));
    }

    void CheckQuery(HttpRequest request, List<FieldError> errors)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!queryNames.Contains(name))
                errors.Add(new("unknown-parameter", $"'{name}' is not a parameter of this operation; it has {Known()}.", Parameter: name));
            else if (values.Count > 1)
                errors.Add(new("repeated-parameter", $"'{name}' is given {values.Count} times; give it once.", Parameter: name));
        }

        foreach (var name in QueryText.Unreadable(request.QueryString.Value))
            errors.Add(new("invalid-parameter", $"'{name}' must be {RequestParameter.Text}, percent-encoded.", Parameter: name));
    }

    string Known() => queryNames.Count == 0 ? "none" : string.Join(", ", queryNames.Order(StringComparer.Ordinal));

    /// <summary>A record of parameters, or one of them.</summary>
    sealed class Part
    {
        readonly RequestParameter? parameter;
        readonly ConstructorInvoker? constructor;
        readonly Part[] parts = [];

        Part(ParameterInfo leaf) => parameter = new RequestParameter(leaf);

        Part(ConstructorInfo constructor) => (this.constructor, parts) = (ConstructorInvoker.Create(constructor), [.. constructor.GetParameters().Select(Of)]);

        public static Part Of(Type record) => new(record.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!);

        public IEnumerable<RequestParameter> Leaves() => parameter is null ? parts.SelectMany(part => part.Leaves()) : [parameter];

        /// <param name="known">How many errors there were before; with a further one nothing is made.</param>
        public object? Create(HttpContext context, object? body, List<FieldError> errors, int known)
        {
            if (parameter is not null) return parameter.Read(context, body, errors);
            var arguments = new object?[parts.Length];
            for (var at = 0; at < parts.Length; at++) arguments[at] = parts[at].Create(context, body, errors, known);
            return errors.Count == known ? constructor!.Invoke(arguments.AsSpan()) : null;
        }

        static Part Of(ParameterInfo parameter) => parameter.GetCustomAttribute<AsParametersAttribute>() is null ? new Part(parameter) : Of(parameter.ParameterType);
    }
}
