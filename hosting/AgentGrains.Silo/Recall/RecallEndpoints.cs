using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>Recalling from scopes of one tenant.</summary>
internal static class RecallEndpoints
{
    public static void MapRecall(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/tenants/{tenant}/recall", RecallAsync).WithName("recall").RequireRole(Role.Reader).WithTags("Recall").RequireAccess(Access.Tenant)
            .WithSummary("Recall")
            .WithDescription("Answers with evidence, best first, each with its sources, and a context packed for a prompt.")
            .Accepts<RecallBody>("application/json").Produces<RecallAnswer>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

    private static async Task<IResult> RecallAsync(string tenant, HttpRequest request, IMemoryClient client, IOptions<RecallOptions> limits)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.RecallBody);
        var result = await client.RecallAsync(tenant, body.ToRequest(tenant, limits.Value), request.HttpContext.RequestAborted);
        return Answer.Json(RecallAnswer.From(result), SiloJson.Strict.RecallAnswer);
    }
}
