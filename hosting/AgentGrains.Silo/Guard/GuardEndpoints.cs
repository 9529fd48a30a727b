namespace AgentGrains.Silo;

/// <summary>A tenant's guard: its mode, its sources, its history.</summary>
internal static class GuardEndpoints
{
    private const string Ndjson = "application/x-ndjson";

    public static void MapGuard(this IEndpointRouteBuilder routes)
    {
        var guard = routes.MapGroup("/v1/tenants/{tenant}/guard").WithTags("Guard").RequireAccess(Access.Tenant);

        guard.MapGet("/", GetAsync).WithName("getGuard").RequireRole(Role.Reader)
            .WithSummary("Read how the tenant is guarded")
            .Produces<GuardPolicyBody>()
            .Refuses(400, 401, 403, 500, 503);

        guard.MapPut("/", SetAsync).WithName("setGuard").RequireRole(Role.Admin)
            .WithSummary("Set how the tenant is guarded")
            .WithDescription("on holds and refuses; observe writes trust down and holds nothing; off looks at nothing. Silos follow within seconds.")
            .Accepts<GuardPolicyBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        guard.MapGet("/sources", Sources).WithName("listSources").RequireRole(Role.Reader)
            .WithSummary("List the sources that are known for better or worse")
            .Produces<GuardSourceBody>(200, Ndjson)
            .Refuses(400, 401, 403, 500, 503);

        guard.MapPost("/sources", SetSourceAsync).WithName("setSource").RequireRole(Role.Admin)
            .WithSummary("Vouch for a source, block it, or let it earn its reputation")
            .Accepts<GuardSourceBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        guard.MapGet("/audit", Audit).WithName("auditGuard").RequireRole(Role.Reader)
            .WithSummary("Read what happened to the guard, in order")
            .Produces<GuardEventBody>(200, Ndjson)
            .Refuses(400, 401, 403, 500, 503);
    }

    private static async Task<IResult> GetAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(GuardPolicyBody.From(await client.Guard(tenant).GetPolicyAsync(cancellationToken)), SiloJson.Strict.GuardPolicyBody);

    private static async Task<IResult> SetAsync(string tenant, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.GuardPolicyBody);
        await client.Guard(tenant).SetPolicyAsync(body.ToPolicy(), request.HttpContext.RequestAborted);
        return Results.NoContent();
    }

    private static NdjsonResult<GuardSourceBody> Sources(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Guard(tenant).ListSourcesAsync(cancellationToken).Select(GuardSourceBody.From), SiloJson.Strict.GuardSourceBody);

    private static async Task<IResult> SetSourceAsync(string tenant, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.GuardSourceBody);
        var (source, standing) = body.ToStanding();
        await client.Guard(tenant).SetStandingAsync(source, standing, body.Reason, request.HttpContext.RequestAborted);
        return Results.NoContent();
    }

    private static NdjsonResult<GuardEventBody> Audit(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Guard(tenant).ReadAuditAsync(cancellationToken).Select(GuardEventBody.From), SiloJson.Strict.GuardEventBody);
}
