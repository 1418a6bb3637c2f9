using System.Reflection;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Npgsql;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Limits;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Web;

/// <summary>Finds the endpoints of this program and maps each.</summary>
static class EndpointMapping
{
    /// <exception cref="InvalidOperationException">An endpoint has no policy.</exception>
    public static void MapEndpoints(this WebApplication app)
    {
        var bodies = app.Services.GetRequiredService<IOptions<LimitOptions>>().Value.Bodies;
        var json = new JsonBody(bodies);
        foreach (var type in EndpointTypes()) Map(app, type, json, bodies);
    }

    public static IEnumerable<Type> EndpointTypes() => typeof(EndpointMapping).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IEndpoint)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    static void Map(WebApplication app, Type type, JsonBody json, BodyOptions limits)
    {
        var definition = Describe(app.Services, type);
        var (requestType, resultType) = Types(type);
        var binder = new RequestBinder(requestType, json);
        var create = ActivatorUtilities.CreateFactory(type, []);
        var validator = Validator(type);
        var keys = definition.TakesKey ? app.Services.GetRequiredService<KeyedServing>() : null;

        var verbs = definition.Verb == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : new[] { definition.Verb };
        var route = app.MapMethods(definition.Route, verbs, Serve)
            .WithName(type.Name[..^"Endpoint".Length])
            .WithTags(type.Namespace!.Split('.')[^1])
            .WithSummary(definition.Summary)
            .WithDescription(definition.Description)
            .WithMetadata(type.GetMethod("ExecuteAsync")!, definition, new BodyLimit(definition.Bucket == Bucket.Bulk ? limits.BulkBytes : limits.SingleBytes))
            .RequireAuthorization(definition.Policy!);
        foreach (var parameter in binder.Parameters) route.WithMetadata(new BoundParameter(parameter));
        if (binder.BodyType is { } body) route.WithMetadata(new AcceptsMetadata(["application/json"], body));
        if (definition.FileBody is { } file) route.WithMetadata(new AcceptsMetadata(definition.FileTypes, file));
        AddResponses(route, resultType, definition);

        async Task Serve(HttpContext context)
        {
            string? key = null;
            if (definition.HandsOutASecret && context.Request.Headers.ContainsKey(IdempotencyKey.Header))
            {
                await Problem.Of("idempotency-key-not-taken").ExecuteAsync(context);
                return;
            }

            if (keys is { IsOff: false } && !IdempotencyKey.TryRead(context.Request.Headers[IdempotencyKey.Header], out key))
            {
                await Problem.Of("bad-idempotency-key").ExecuteAsync(context);
                return;
            }

            if (key is not null) context.Request.EnableBuffering();   // its bytes are part of the fingerprint
            var bound = await binder.Bind(context);
            var invalid = bound.Request is null ? null : validator?.Validate(new ValidationContext<object>(bound.Request)).Errors;
            var errors = bound.Errors.Concat(invalid?.Select(binder.Translate) ?? []).ToArray();
            if (errors.Length > 0) await Problem.Invalid(errors).ExecuteAsync(context);
            else if (key is not null) await keys!.Serve(context, key, definition.Route, () => Execute(context, bound.Request!));
            else await (await Execute(context, bound.Request!)).ExecuteAsync(context);
        }

        async Task<IResult> Execute(HttpContext context, object request)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await ((IEndpoint)create(context.RequestServices, null)).Execute(context, request);
                }
                catch (PostgresException error) when (attempt < WriteGuard.Attempts && WriteGuard.HasMoved(error))
                {
                    await WriteGuard.CatchUp(error, app.Services.GetRequiredService<DocumentStore>(), app.Services.GetRequiredService<Registry>(), context.RequestAborted);
                }
            }
        }
    }

    static EndpointDefinition Describe(IServiceProvider services, Type type)
    {
        using var scope = services.CreateScope();
        var endpoint = (IEndpoint)ActivatorUtilities.CreateInstance(scope.ServiceProvider, type);
        endpoint.Configure();
        return endpoint.Definition.Policy is null
            ? throw new InvalidOperationException($"{type.Name} has no policy; say in Configure who may call it.")
            : endpoint.Definition;
    }

    static (Type Request, Type Result) Types(Type type)
    {
        var endpoint = type;
        while (!(endpoint.IsGenericType && endpoint.GetGenericTypeDefinition() == typeof(Endpoint<,>))) endpoint = endpoint.BaseType!;
        return (endpoint.GenericTypeArguments[0], endpoint.GenericTypeArguments[1]);
    }

    /// <summary>The nested validator of the endpoint, or of the class that it extends.</summary>
    static IValidator? Validator(Type type)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
            if (declaring.GetNestedTypes().FirstOrDefault(nested => nested.IsAssignableTo(typeof(IValidator))) is { } found)
                return (IValidator)Activator.CreateInstance(found)!;
        return null;
    }

    static void AddResponses(IEndpointConventionBuilder route, Type resultType, EndpointDefinition definition)
    {
        if (resultType.IsAssignableTo(typeof(IEndpointMetadataProvider)))
            typeof(EndpointMapping).GetMethod(nameof(Populate), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(resultType).Invoke(null, [route]);
        if (definition.Verb == HttpMethods.Get && resultType.GenericTypeArguments.Contains(typeof(StatusCodeHttpResult)))
            route.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
        int[] always = [.. definition.Policy == Auth.Policy.Open ? [400] : (int[])[400, 401, 403], .. definition.Bucket == Bucket.None ? [] : (int[])[429]];
        int[] ofWrites = definition.TakesKey ? [409, 422, 503] : definition.IsWrite ? [409, 503] : [];
        foreach (var status in always.Concat(ofWrites).Concat(definition.Problems).Distinct().Order())
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
    }

    static void Populate<TResult>(IEndpointConventionBuilder route)
        where TResult : IEndpointMetadataProvider =>
        route.Add(builder => TResult.PopulateMetadata(typeof(TResult).GetMethod("ExecuteAsync")!, builder));

    /// <summary>Routing tells it to the server.</summary>
    sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }

    /// <summary>Tells the API explorer about a parameter that our own binder reads.</summary>
    sealed class BoundParameter(ParameterInfo parameter) : IParameterBindingMetadata
    {
        public string Name => parameter.Name!;

        public bool HasTryParse => parameter.GetCustomAttribute<FromBodyAttribute>() is null;

        public bool HasBindAsync => false;

        public ParameterInfo ParameterInfo => parameter;

        public bool IsOptional => parameter.HasDefaultValue;
    }
}
