using Microsoft.OpenApi;

namespace OzgTracker.Api.Web;

/// <summary>The contract as OpenAPI 3.1 at <c>/openapi/v1.json</c> and its pages at <c>/docs</c>, served by the program itself.</summary>
static class OpenApiSetup
{
    public const string DocumentName = "v1", ContractPath = "/openapi", PagesPath = "/docs";

    public static void AddContract(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DocumentName, new OpenApiInfo
            {
                Title = "OzgTracker",
                Version = DocumentName,
                Description = "Progress of Germany's municipalities on the services of the Onlinezugangsgesetz: every number traced to events.",
                Contact = new OpenApiContact { Name = "OzgTracker", Url = new Uri("https://ozgtracker.invalid/"), Email = "kontakt@ozgtracker.invalid" },
            });
            options.DocInclusionPredicate((_, description) => description.HttpMethod != HttpMethods.Head);
            options.CustomOperationIds(description => description.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().FirstOrDefault()?.EndpointName);
            options.CustomSchemaIds(SchemaId);
            options.SupportNonNullableReferenceTypes();
            options.UseAllOfToExtendReferenceSchemas();
            options.AddSecurityDefinition("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" });
            options.AddSecurityDefinition("key", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "An API key as the password of any user name; as bearer it is the same.",
            });
            options.OperationFilter<OperationFilter>();
            options.ParameterFilter<ParameterFilter>();
            options.SchemaFilter<NullableObjectFilter>();
            foreach (var documentation in Directory.EnumerateFiles(AppContext.BaseDirectory, "OzgTracker.*.xml")) options.IncludeXmlComments(documentation);
        });
    }

    /// <param name="isOpen">Whether the contract and its pages answer; otherwise there is nothing at their addresses.</param>
    public static void UseContract(this WebApplication app, bool isOpen)
    {
        if (!isOpen)
        {
            app.Use(next => context => IsOfContract(context.Request.Path) ? NotFound(context) : next(context));
            return;
        }

        app.UseSwagger(options =>
        {
            options.RouteTemplate = "openapi/{documentName}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "OzgTracker";
            options.SwaggerEndpoint("/openapi/v1.json", "OzgTracker v1");
        });
    }

    static bool IsOfContract(PathString path) =>
        path.StartsWithSegments(ContractPath, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(PagesPath, StringComparison.OrdinalIgnoreCase);

    static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Nested records carry the name of their endpoint: <c>ReportMaturityReport</c>, <c>PageOfMunicipalityRow</c>.</summary>
    static string SchemaId(Type type)
    {
        var name = type.IsNested && type.DeclaringType is { } owner ? owner.Name.Replace("Endpoint", "", StringComparison.Ordinal) + type.Name : type.Name;
        return type.IsGenericType ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GenericTypeArguments.Select(SchemaId))}" : name;
    }
}
