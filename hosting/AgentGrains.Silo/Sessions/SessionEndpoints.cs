namespace AgentGrains.Silo;

/// <summary>Working memory: the sessions of a scope.</summary>
internal static class SessionEndpoints
{
    private const int DefaultBytes = 256 * 1024;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/sessions").WithTags("Sessions").RequireAccess(Access.Tenant);

        sessions.MapGet("/", List).WithName("listSessions").RequireRole(Role.Reader)
            .WithSummary("List the sessions that have a working memory")
            .WithDescription("Streams one name per line, as a JSON string, in ordinal order.")
            .Produces<string>(200, "application/x-ndjson")
            .Refuses(400, 401, 403, 500, 503);

        sessions.MapGet("/{session}", GetAsync).WithName("getSession").RequireRole(Role.Reader)
            .WithSummary("Read a session's working memory")
            .WithDescription("Without the steps of closed subgoals and the contents of symbols. A session that was never written to is empty.")
            .Produces<SessionBody>()
            .Refuses(400, 401, 403, 500, 503);

        sessions.MapGet("/{session}/context", RenderAsync).WithName("renderSession").RequireRole(Role.Reader)
            .WithSummary("Write a session out for a model")
            .WithDescription("Within tokenBudget tokens (2000), the latest steps first to stay.")
            .Produces<SessionContextBody>()
            .Refuses(400, 401, 403, 500, 503);

        sessions.MapPost("/{session}/edits", EditAsync).WithName("editSession").RequireRole(Role.Writer)
            .WithSummary("Change a session's working memory")
            .WithDescription("Opens, closes and reopens subgoals, adds steps, defines symbols and writes core blocks: all of the list or nothing, durable when answered. A block is written only over the version that is named.")
            .Accepts<EditsBody>("application/json").Produces<EditReceiptsBody>()
            .Refuses(400, 401, 403, 408, 409, 413, 415, 429, 500, 503);

        sessions.MapGet("/{session}/subgoals/{number:int}", GetSubgoalAsync).WithName("getSubgoal").RequireRole(Role.Reader)
            .WithSummary("Read one subgoal with its exact steps")
            .WithDescription("Also when it is closed and only its summary is in the context.")
            .Produces<SubgoalBody>()
            .Refuses(400, 401, 403, 404, 500, 503);

        sessions.MapPost("/{session}/expand", ExpandAsync).WithName("expandSymbols").RequireRole(Role.Reader)
            .WithSummary("Put contents in the place of symbols")
            .WithDescription("Nested ones, too. What is not defined is named and left as it was written.")
            .Accepts<ExpandBody>("application/json").Produces<ExpansionBody>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        sessions.MapDelete("/{session}", EraseAsync).WithName("eraseSession").RequireRole(Role.Writer)
            .WithSummary("Erase a session's working memory")
            .WithDescription("What was said in it stays remembered. Repeatable.")
            .Produces(204)
            .Refuses(400, 401, 403, 500, 503);
    }

    private static NdjsonResult<string> List(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Scope(tenant, scope).ListSessionsAsync(cancellationToken), SiloJson.Strict.String);

    private static async Task<IResult> GetAsync(string tenant, string scope, string session, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(SessionBody.From(await client.Scope(tenant, scope).Working(session).GetAsync(cancellationToken)), SiloJson.Strict.SessionBody);

    private static async Task<IResult> RenderAsync(string tenant, string scope, string session, IMemoryClient client, int? tokenBudget, CancellationToken cancellationToken)
    {
        var context = await client.Scope(tenant, scope).Working(session).RenderAsync(tokenBudget ?? 2000, cancellationToken: cancellationToken);
        return Answer.Json(new SessionContextBody(context.Text, context.Tokens, context.LeftOut), SiloJson.Strict.SessionContextBody);
    }

    private static async Task<IResult> EditAsync(string tenant, string scope, string session, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.EditsBody);
        var receipts = await client.Scope(tenant, scope).Working(session).ApplyAsync(body.ToEdits(), request.HttpContext.RequestAborted);
        return Answer.Json(new EditReceiptsBody([.. receipts.Select(receipt => new EditReceiptBody(receipt.Number, receipt.Sequence))]), SiloJson.Strict.EditReceiptsBody);
    }

    private static async Task<IResult> GetSubgoalAsync(string tenant, string scope, string session, int number, IMemoryClient client, CancellationToken cancellationToken) =>
        await client.Scope(tenant, scope).Working(session).GetSubgoalAsync(number, cancellationToken) is { } subgoal
            ? Answer.Json(SubgoalBody.From(subgoal), SiloJson.Strict.SubgoalBody)
            : throw new ProblemException(Problems.NotFound($"Session '{session}' has no subgoal {number}; reading the session lists them."));

    private static async Task<IResult> ExpandAsync(string tenant, string scope, string session, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ExpandBody);
        var expanded = await client.Scope(tenant, scope).Working(session).ExpandAsync(Required.Text("text", body.Text), body.MaxBytes ?? DefaultBytes, request.HttpContext.RequestAborted);
        return Answer.Json(new ExpansionBody(expanded.Text, [.. expanded.Unknown], [.. expanded.Circular], expanded.IsTruncated), SiloJson.Strict.ExpansionBody);
    }

    private static async Task<IResult> EraseAsync(string tenant, string scope, string session, IMemoryClient client, CancellationToken cancellationToken)
    {
        await client.Scope(tenant, scope).Working(session).EraseAsync(cancellationToken);
        return Results.NoContent();
    }
}
