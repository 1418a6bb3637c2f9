using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using OzgTracker.Api.Idempotency;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace OzgTracker.Api.Web;

/// <summary>Marks the operations that need a token, and answers that only some methods give.</summary>
sealed class OperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        // A command by PUT or DELETE changes a resource that is there already.
        if (context.ApiDescription.HttpMethod != HttpMethods.Post) operation.Responses?.Remove("201");
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<EndpointDefinition>().Single().TakesKey) DescribeKey(operation);

        var policy = metadata.OfType<IAuthorizeData>().FirstOrDefault()?.Policy;
        if (policy is null or Auth.Policy.Open) return;
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", context.Document)] = [] },
        ];
    }

    static void DescribeKey(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Description = "Makes the request safe to repeat: for at least 24 hours (7 days unless the installation says otherwise) the same key with the same request gets "
                + "the same answer and nothing is executed again. 1 to 255 printable characters, a UUID is advised; with quotes (RFC 8941) or without.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 257 },
        });
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (!status.StartsWith('2') || response is not OpenApiResponse { } answered) continue;
            answered.Headers ??= new Dictionary<string, IOpenApiHeader>();
            answered.Headers[StoredAnswer.ReplayedHeader] = new OpenApiHeader
            {
                Description = "`true` when the answer is the stored one of an earlier request with the same Idempotency-Key.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
            };
        }
    }
}

/// <summary>Names parameters as they are on the wire and says what their records say of them.</summary>
sealed class ParameterFilter : IParameterFilter
{
    static readonly Dictionary<string, string> Texts = ReadTexts();

    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter described || context.ParameterInfo is not { } source) return;
        described.Description = Texts.GetValueOrDefault(Key(source.Member.DeclaringType!.FullName!, source.Name!));
        if (described.In == ParameterLocation.Query) described.Name = JsonNamingPolicy.CamelCase.ConvertName(described.Name!);
    }

    /// <summary>The framework looks for texts of methods only; ours stand on the constructors of records.</summary>
    static Dictionary<string, string> ReadTexts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.Combine(AppContext.BaseDirectory, $"{typeof(ParameterFilter).Assembly.GetName().Name}.xml");
        foreach (var member in XDocument.Load(file).Descendants("member"))
        {
            var name = member.Attribute("name")!.Value;
            var constructor = name.IndexOf(".#ctor(", StringComparison.Ordinal);
            if (constructor < 0) continue;
            foreach (var parameter in member.Elements("param")) texts[Key(name[2..constructor], parameter.Attribute("name")!.Value)] = parameter.Value.Trim();
        }

        return texts;
    }

    static string Key(string type, string parameter) => $"{type.Replace('+', '.')}({parameter})";
}

/// <summary>Says of an object that may be null that it is one or the other; the generator writes <c>null</c> and the object at once, which nothing is.</summary>
sealed class NullableObjectFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var property in schema.Properties?.Values.OfType<OpenApiSchema>() ?? [])
        {
            if (property is not { Type: JsonSchemaType.Null, AllOf: { Count: > 0 } objects }) continue;
            property.Type = null;
            property.AllOf = null;
            property.AnyOf = [.. objects, new OpenApiSchema { Type = JsonSchemaType.Null }];
        }
    }
}
