namespace AgentGrains.Silo;

/// <summary>The runs of consolidation of one scope.</summary>
internal static class ConsolidationEndpoints
{
    private const string Ndjson = "application/x-ndjson";

    public static void MapConsolidation(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/consolidation/runs").WithTags("Consolidation").RequireAccess(Access.Tenant);

        runs.MapPost("/", StartAsync).WithName("startConsolidation").RequireRole(Role.Writer)
            .WithSummary("Consolidate now")
            .WithDescription("Begins a run and answers at once; while one goes on, that one is the answer. No run loses anything.")
            .Produces<ConsolidationAnswer>(202)
            .Refuses(400, 401, 403, 500, 503);

        runs.MapPost("/staged", StageAsync).WithName("stageConsolidation").RequireRole(Role.Writer)
            .WithSummary("Stage a run")
            .WithDescription("Begins a run that changes nothing: what it proposes is kept, and the sessions of its canary, which name themselves in forSession of a recall, are answered as if it had been done.")
            .Accepts<CanaryBody>("application/json").Produces<ConsolidationAnswer>(202)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        runs.MapPost("/{run}/promote", PromoteAsync).WithName("promoteConsolidation").RequireRole(Role.Admin)
            .WithSummary("Promote a staged run")
            .WithDescription("Takes its steps, each checked against the record as it is now, and answers at once. The reason names who says so, and is kept in the audit.")
            .Accepts<ReasonBody>("application/json").Produces<ConsolidationAnswer>(202)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        runs.MapPost("/{run}/drop", DropAsync).WithName("dropConsolidation").RequireRole(Role.Writer)
            .WithSummary("Drop a staged run")
            .WithDescription("Forgets its steps; it has changed nothing. The reason is kept in the audit.")
            .Accepts<ReasonBody>("application/json").Produces<ConsolidationAnswer>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        runs.MapGet("/", ListAsync).WithName("listConsolidations").RequireRole(Role.Reader)
            .WithSummary("List runs")
            .WithDescription("The runs that are remembered, the latest first.")
            .Produces<IReadOnlyList<ConsolidationAnswer>>()
            .Refuses(400, 401, 403, 500, 503);

        runs.MapGet("/{run}/changes", Changes).WithName("readConsolidation").RequireRole(Role.Reader)
            .WithSummary("What a run did")
            .WithDescription("Streams one change per line: the record, what was done, its text and the gist that contexts show in its place.")
            .Produces<ChangeAnswer>(200, Ndjson)
            .Refuses(400, 401, 403, 500, 503);

        runs.MapPost("/{run}/rollback", RollBackAsync).WithName("rollBackConsolidation").RequireRole(Role.Writer)
            .WithSummary("Undo a run")
            .WithDescription("Every record that still is as the run left it becomes what it was before, to the byte.")
            .Produces<RollbackAnswer>()
            .Refuses(400, 401, 403, 500, 503);
    }

    private static async Task<IResult> StartAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(ConsolidationAnswer.From(await client.Scope(tenant, scope).Consolidation.StartAsync(cancellationToken)), SiloJson.Strict.ConsolidationAnswer, 202);

    private static async Task<IResult> StageAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.CanaryBody);
        return Answer.Json(
            ConsolidationAnswer.From(await client.Scope(tenant, scope).Consolidation.StageAsync(body.ToCanary(), request.HttpContext.RequestAborted)), SiloJson.Strict.ConsolidationAnswer, 202);
    }

    private static async Task<IResult> PromoteAsync(string tenant, string scope, string run, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ReasonBody);
        return Answer.Json(
            ConsolidationAnswer.From(await client.Scope(tenant, scope).Consolidation.PromoteAsync(run, body.Reason, request.HttpContext.RequestAborted)), SiloJson.Strict.ConsolidationAnswer, 202);
    }

    private static async Task<IResult> DropAsync(string tenant, string scope, string run, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ReasonBody);
        return Answer.Json(ConsolidationAnswer.From(await client.Scope(tenant, scope).Consolidation.DropAsync(run, body.Reason, request.HttpContext.RequestAborted)), SiloJson.Strict.ConsolidationAnswer);
    }

    private static async Task<IResult> ListAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json<IReadOnlyList<ConsolidationAnswer>>(
            [.. (await client.Scope(tenant, scope).Consolidation.ListAsync(cancellationToken)).Select(ConsolidationAnswer.From)], SiloJson.Strict.IReadOnlyListConsolidationAnswer);

    private static NdjsonResult<ChangeAnswer> Changes(string tenant, string scope, string run, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Scope(tenant, scope).Consolidation.ReadChangesAsync(run, cancellationToken).Select(ChangeAnswer.From), SiloJson.Strict.ChangeAnswer);

    private static async Task<IResult> RollBackAsync(string tenant, string scope, string run, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(new RollbackAnswer(await client.Scope(tenant, scope).Consolidation.RollBackAsync(run, cancellationToken)), SiloJson.Strict.RollbackAnswer);
}
