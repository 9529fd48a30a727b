using Microsoft.OpenApi;

namespace AgentGrains.Silo;

/// <summary>The description of the API, made from the routes themselves.</summary>
internal static class OpenApiEndpoint
{
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddSchemaTransformer<FieldSchemas>();
        options.AddOperationTransformer<ApiExamples>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").RequireAccess(Access.Open);

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AgentGrains",
            Version = "v1",
            Description = "Durable memory for agents: remember, recall with evidence, forget. Errors are application/problem+json with a "
                + "stable type. A scope is written user:ann, agent:planner, team:support or session:42.",
        };

        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key of the tenant, made by --new-key TENANT. 'X-Api-Key: KEY' works too. "
                    + "A server without configured keys takes calls from its own machine only, without a key.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        document.Paths["/metrics"] = MetricsPath();
    }

    // The exporter maps a bare request delegate, which the generator does not see.
    private static OpenApiPathItem MetricsPath() => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Get] = new()
            {
                OperationId = "metrics",
                Summary = "Metrics in the Prometheus text format",
                Description = "From this machine, or with any configured key.",
                Tags = new HashSet<OpenApiTagReference> { new("Health") },
                Responses = new OpenApiResponses
                {
                    ["200"] = new OpenApiResponse
                    {
                        Description = "OK",
                        Content = new Dictionary<string, OpenApiMediaType> { ["text/plain"] = new() },
                    },
                },
            },
        },
    };
}
