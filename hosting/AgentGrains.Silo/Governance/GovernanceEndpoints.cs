namespace AgentGrains.Silo;

/// <summary>A tenant's rules and their history.</summary>
internal static class GovernanceEndpoints
{
    public static void MapGovernance(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/v1/tenants/{tenant}/governance").WithTags("Governance").RequireAccess(Access.Tenant);

        rules.MapGet("/", GetAsync).WithName("getRules").RequireRole(Role.Reader)
            .WithSummary("Read the tenant's rules")
            .WithDescription("With their version, which whoever sets them must name. Version 0 is no rules.")
            .Produces<RulesBody>()
            .Refuses(400, 401, 403, 500, 503);

        rules.MapPut("/", SetAsync).WithName("setRules").RequireRole(Role.Admin)
            .WithSummary("Set the tenant's rules")
            .WithDescription("Replaces all of them; version is the one that they replace, and what is left out is not ruled. Silos follow within AgentGrains:Tenants:RefreshPeriod. Every version is kept, with who set it and why.")
            .Accepts<RulesBody>("application/json").Produces<RulesBody>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        rules.MapGet("/history", History).WithName("readRulesHistory").RequireRole(Role.Reader)
            .WithSummary("Read what the rules were, in order")
            .Produces<RulesBody>(200, "application/x-ndjson")
            .Refuses(400, 401, 403, 500, 503);
    }

    private static async Task<IResult> GetAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(RulesBody.From(await client.Tenant(tenant).GetRulesAsync(cancellationToken)), SiloJson.Strict.RulesBody);

    private static async Task<IResult> SetAsync(string tenant, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.RulesBody);
        return Answer.Json(RulesBody.From(await client.Tenant(tenant).SetRulesAsync(body.ToRules(), body.By, body.Reason, request.HttpContext.RequestAborted)), SiloJson.Strict.RulesBody);
    }

    private static NdjsonResult<RulesBody> History(string tenant, IMemoryClient client, CancellationToken cancellationToken) => new(
        client.Tenant(tenant).ReadRulesHistoryAsync(cancellationToken).Select(change => RulesBody.From(change.Rules) with { At = change.At, By = change.By, Reason = change.Reason }), SiloJson.Strict.RulesBody);
}
