namespace AgentGrains.Silo;

/// <summary>Learning from what came of recalls.</summary>
internal static class OutcomeEndpoints
{
    public static void MapOutcomes(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/tenants/{tenant}/outcomes", ReportAsync).WithName("reportOutcome").WithTags("Outcomes").RequireAccess(Access.Tenant).RequireRole(Role.Writer)
            .WithSummary("Report an outcome")
            .WithDescription("Tells which evidence of a recall was used and whether it went well. Later recalls of the tenant rank better by it; the first report of a recall stands.")
            .Accepts<RecallOutcomeBody>("application/json").Produces<OutcomeAnswer>()
            .Refuses(400, 401, 403, 413, 415, 500, 503);
        routes.MapGet("/v1/tenants/{tenant}/ranking", GetAsync).WithName("getRanking").WithTags("Outcomes").RequireAccess(Access.Tenant).RequireRole(Role.Reader)
            .WithSummary("How recalls are ranked")
            .WithDescription("The version of the tenant's ranking, what it changed, and the last training.")
            .Produces<RankingAnswer>().Refuses(401, 403, 500, 503);
        routes.MapPost("/v1/tenants/{tenant}/ranking/train", TrainAsync).WithName("trainRanking").WithTags("Outcomes").RequireAccess(Access.Tenant)
            .WithSummary("Learn now")
            .WithDescription("Trains on what was reported so far; the result is used only where it is never worse.")
            .Produces<RankingAnswer>().Refuses(401, 403, 500, 503);
        routes.MapPost("/v1/tenants/{tenant}/ranking/rollback", RollbackAsync).WithName("rollbackRanking").WithTags("Outcomes").RequireAccess(Access.Tenant)
            .WithSummary("Go back to the ranking before")
            .WithDescription("Puts the ranking before the one in use in its place; the shipped one has none before it.")
            .Produces<RankingAnswer>().Refuses(401, 403, 500, 503);
        routes.MapPut("/v1/tenants/{tenant}/ranking/federation", FederateAsync).WithName("setRankingFederation").WithTags("Outcomes").RequireAccess(Access.Tenant)
            .WithSummary("Share what the ranking learns, or no longer")
            .WithDescription("Tenants that take part share their learnt change of the channels' weights under a pseudonym, never memories or questions, and begin from the average.")
            .Accepts<FederationBody>("application/json").Produces<RankingAnswer>().Refuses(400, 401, 403, 413, 415, 500, 503);
    }

    private static async Task<IResult> FederateAsync(string tenant, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.FederationBody);
        return Answer.Json(
            RankingAnswer.From(await client.Tenant(tenant).SetRankingFederatedAsync(body.ToMember(), request.HttpContext.RequestAborted)), SiloJson.Strict.RankingAnswer);
    }

    private static async Task<IResult> ReportAsync(string tenant, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.RecallOutcomeBody);
        var status = await client.ReportOutcomeAsync(tenant, body.ToOutcome(), request.HttpContext.RequestAborted);
        return Answer.Json(new OutcomeAnswer(status.ToString().ToLowerInvariant()), SiloJson.Strict.OutcomeAnswer);
    }

    private static async Task<IResult> GetAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(RankingAnswer.From(await client.Tenant(tenant).GetRankingAsync(cancellationToken)), SiloJson.Strict.RankingAnswer);

    private static async Task<IResult> TrainAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(RankingAnswer.From(await client.Tenant(tenant).TrainRankingAsync(cancellationToken)), SiloJson.Strict.RankingAnswer);

    private static async Task<IResult> RollbackAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(RankingAnswer.From(await client.Tenant(tenant).RollbackRankingAsync(cancellationToken)), SiloJson.Strict.RankingAnswer);
}
