using System.Runtime.CompilerServices;

namespace AgentGrains.Silo;

/// <summary>Starting debates and following them.</summary>
internal static class DebateEndpoints
{
    public static void MapDebates(this IEndpointRouteBuilder routes)
    {
        var debates = routes.MapGroup("/v1/tenants/{tenant}/debates/{debate}").WithTags("Debates").RequireAccess(Access.Tenant);

        routes.MapGet("/v1/tenants/{tenant}/debates", List).WithName("listDebates").WithTags("Debates").RequireAccess(Access.Tenant).RequireRole(Role.Reader)
            .WithSummary("List the tenant's debates")
            .WithDescription("Streams one per line, the latest first, with the decision of those that are over. Stop reading where you have enough.")
            .Produces<DebateStatusBody>(200, "application/x-ndjson")
            .Refuses(400, 401, 403, 500, 503);

        debates.MapPut("/", StartAsync).WithName("startDebate").RequireRole(Role.Writer)
            .WithSummary("Start a debate")
            .WithDescription("Answers as soon as the request is durable. The same request under the same id starts nothing new.")
            .Accepts<DebateBody>("application/json").Produces<DebateStatusBody>(202)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        debates.MapGet("/", GetAsync).WithName("getDebate").RequireRole(Role.Reader)
            .WithSummary("Read where a debate stands")
            .WithDescription("With the decision, when there is one.")
            .Produces<DebateStatusBody>()
            .Refuses(400, 401, 403, 404, 500, 503);

        debates.MapGet("/events", WatchAsync).WithName("watchDebate").RequireRole(Role.Reader)
            .WithSummary("Follow a debate")
            .WithDescription("Streams one event per line, from the first or after a sequence, until the debate is over. It may be called again anywhere.")
            .Produces<DebateEventBody>(200, "application/x-ndjson")
            .Refuses(400, 401, 403, 404, 500, 503);

        debates.MapPost("/cancel", CancelAsync).WithName("cancelDebate").RequireRole(Role.Writer)
            .WithSummary("Stop a debate")
            .WithDescription("What was recorded stays.")
            .Accepts<DebateCancelBody>("application/json").Produces<DebateCancelAnswer>()
            .Refuses(400, 401, 403, 404, 408, 413, 415, 500, 503);

        debates.MapDelete("/", EraseAsync).WithName("eraseDebate").RequireRole(Role.Admin)
            .WithSummary("Erase a debate")
            .WithDescription("Stops it, and removes its record, its teams' results and what it taught. Repeatable.")
            .Produces(204)
            .Refuses(400, 401, 403, 500, 503);
    }

    private static NdjsonResult<DebateStatusBody> List(string tenant, IDebateClient client, CancellationToken cancellationToken) =>
        new(StatusesAsync(tenant, client, cancellationToken), SiloJson.Strict.DebateStatusBody);

    private static async IAsyncEnumerable<DebateStatusBody> StatusesAsync(string tenant, IDebateClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var debate in client.ListAsync(tenant, cancellationToken))
        {
            // One that was to start and never did is in the directory, and is no debate.
            if (await debate.GetStatusAsync(cancellationToken) is { Phase: not DebatePhase.None } status)
                yield return DebateStatusBody.From(debate.Id, status);
        }
    }

    private static async Task<IResult> StartAsync(string tenant, string debate, HttpRequest request, IDebateClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.DebateBody);
        var started = await client.StartAsync(tenant, debate, body.ToRequest(), request.HttpContext.RequestAborted);
        var status = await started.GetStatusAsync(request.HttpContext.RequestAborted);
        return Results.Json(DebateStatusBody.From(debate, status), SiloJson.Strict.DebateStatusBody, statusCode: 202);
    }

    private static async Task<IResult> GetAsync(string tenant, string debate, IDebateClient client, CancellationToken cancellationToken) =>
        Answer.Json(DebateStatusBody.From(debate, await RequireAsync(client.Debate(tenant, debate), cancellationToken)), SiloJson.Strict.DebateStatusBody);

    private static async Task<IResult> WatchAsync(string tenant, string debate, IDebateClient client, long? after, CancellationToken cancellationToken)
    {
        if (after < 0)
            throw new InvalidDebateException("after", "It is the sequence of an event that is known, or 0.");
        var watched = client.Debate(tenant, debate);
        await RequireAsync(watched, cancellationToken);
        return new NdjsonResult<DebateEventBody>(watched.WatchAsync(after ?? 0, cancellationToken).Select(DebateEventBody.From), SiloJson.Strict.DebateEventBody);
    }

    private static async Task<IResult> CancelAsync(string tenant, string debate, HttpRequest request, IDebateClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.DebateCancelBody);
        var watched = client.Debate(tenant, debate);
        await RequireAsync(watched, request.HttpContext.RequestAborted);
        var cancelled = await watched.CancelAsync(
            string.IsNullOrWhiteSpace(body.Reason) ? throw new InvalidDebateException("reason", "It is missing; it is kept with the debate.") : body.Reason,
            request.HttpContext.RequestAborted);
        return Answer.Json(new DebateCancelAnswer(cancelled), SiloJson.Strict.DebateCancelAnswer);
    }

    private static async Task<IResult> EraseAsync(string tenant, string debate, IDebateClient client, CancellationToken cancellationToken)
    {
        await client.Debate(tenant, debate).EraseAsync(cancellationToken);
        return Results.NoContent();
    }

    private static async Task<DebateStatus> RequireAsync(IDebate debate, CancellationToken cancellationToken) =>
        await debate.GetStatusAsync(cancellationToken) is { Phase: not DebatePhase.None } status
            ? status
            : throw new ProblemException(Problems.NotFound($"There is no debate '{debate.Id}': it was never started, or it was erased."));
}
