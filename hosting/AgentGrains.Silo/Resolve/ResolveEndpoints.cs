using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>Filling forms from what is believed.</summary>
internal static class ResolveEndpoints
{
    public static void MapResolve(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/tenants/{tenant}/resolve", ResolveAsync).WithName("resolve").RequireRole(Role.Reader).WithTags("Recall").RequireAccess(Access.Tenant)
            .WithSummary("Fill a form")
            .WithDescription("Fills fields of a form, or parameters of a tool call, from beliefs: only with what is believed now, each value with its source.")
            .Accepts<ResolveBody>("application/json").Produces<ResolveAnswer>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

    private static async Task<IResult> ResolveAsync(string tenant, HttpRequest request, IMemoryClient client, IOptions<RecallOptions> limits)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ResolveBody);
        var result = await client.ResolveAsync(tenant, body.ToRequest(tenant, limits.Value), request.HttpContext.RequestAborted);
        return Answer.Json(ResolveAnswer.From(result), SiloJson.Strict.ResolveAnswer);
    }
}
