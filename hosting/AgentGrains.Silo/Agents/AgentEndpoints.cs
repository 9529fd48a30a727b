namespace AgentGrains.Silo;

/// <summary>Configuring agents and talking to them.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1/tenants/{tenant}/agents/{agent}").WithTags("Agents").RequireAccess(Access.Tenant);

        agents.MapPut("/", ConfigureAsync).WithName("configureAgent").RequireRole(Role.Writer)
            .WithSummary("Say who an agent is")
            .WithDescription("Its persona, the scopes it recalls from and the scope it remembers turns in.")
            .Accepts<AgentBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        agents.MapGet("/", GetAsync).WithName("getAgent").RequireRole(Role.Reader)
            .WithSummary("Read who an agent is")
            .WithDescription("An agent that was never configured reads and writes its own scope.")
            .Produces<AgentBody>()
            .Refuses(400, 401, 403, 500, 503);

        agents.MapPost("/run", RunAsync).WithName("runAgent").RequireRole(Role.Writer)
            .WithSummary("Run one turn of an agent")
            .WithDescription("The agent recalls, answers and remembers. Without a chat model it answers with what it recalls, citing it.")
            .Accepts<RunBody>("application/json").Produces<RunAnswer>()
            .Refuses(400, 401, 403, 408, 413, 415, 429, 500, 503);
    }

    private static async Task<IResult> ConfigureAsync(string tenant, string agent, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.AgentBody);
        await client.Agent(tenant, agent).ConfigureAsync(body.ToProfile(tenant, agent), request.HttpContext.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> GetAsync(string tenant, string agent, IMemoryClient client, CancellationToken cancellationToken)
    {
        var profile = await client.Agent(tenant, agent).GetProfileAsync(cancellationToken);
        return Answer.Json(AgentBody.From(profile), SiloJson.Strict.AgentBody);
    }

    private static async Task<IResult> RunAsync(string tenant, string agent, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.RunBody);
        var reply = await client.Agent(tenant, agent).RunAsync(body.RequireSession(), body.RequireMessage(), request.HttpContext.RequestAborted);
        return Answer.Json(RunAnswer.From(reply), SiloJson.Strict.RunAnswer);
    }
}
