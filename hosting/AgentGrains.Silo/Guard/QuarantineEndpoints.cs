namespace AgentGrains.Silo;

/// <summary>The quarantine of one scope.</summary>
internal static class QuarantineEndpoints
{
    private const string Ndjson = "application/x-ndjson";

    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var quarantine = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/quarantine").WithTags("Guard").RequireAccess(Access.Tenant);

        quarantine.MapGet("/", List).WithName("listHeld").RequireRole(Role.Reader)
            .WithSummary("List what is held")
            .WithDescription("Streams one held memory per line, with why it is held. Held memories are in no recall, list or form.")
            .Produces<HeldBody>(200, Ndjson)
            .Refuses(400, 401, 403, 500, 503);

        quarantine.MapGet("/{id}", GetAsync).WithName("getHeld").RequireRole(Role.Reader)
            .WithSummary("Inspect one held memory")
            .Produces<HeldBody>()
            .Refuses(400, 401, 403, 404, 500, 503);

        quarantine.MapPut("/{id}", HoldAsync).WithName("hold").RequireRole(Role.Writer)
            .WithSummary("Hold a memory that was believed")
            .WithDescription("What was derived from it is forgotten.")
            .Accepts<ReasonBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 404, 408, 413, 415, 500, 503);

        quarantine.MapPost("/{id}/release", ReleaseAsync).WithName("release").RequireRole(Role.Admin)
            .WithSummary("Release a held memory")
            .WithDescription("It is believed from now on, and its source is confirmed.")
            .Accepts<ReasonBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 404, 408, 413, 415, 500, 503);

        quarantine.MapPost("/{id}/purge", PurgeAsync).WithName("purge").RequireRole(Role.Admin)
            .WithSummary("Purge a memory, held or not")
            .WithDescription("It is forgotten, its source is refuted, and the same attack is refused from now on.")
            .Accepts<ReasonBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 404, 408, 413, 415, 500, 503);
    }

    private static NdjsonResult<HeldBody> List(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Scope(tenant, scope).Quarantine.ListAsync(cancellationToken).Select(HeldBody.From), SiloJson.Strict.HeldBody);

    private static async Task<IResult> GetAsync(string tenant, string scope, string id, IMemoryClient client, CancellationToken cancellationToken)
    {
        var held = await client.Scope(tenant, scope).Quarantine.GetAsync(IdOf(id), cancellationToken);
        return Answer.Json(HeldBody.From(held ?? throw Absent(id, scope)), SiloJson.Strict.HeldBody);
    }

    private static async Task<IResult> HoldAsync(string tenant, string scope, string id, HttpRequest request, IMemoryClient client)
    {
        var reason = (await RequestBody.ReadAsync(request, SiloJson.Strict.ReasonBody)).Reason
            ?? throw new InvalidMemoryException("reason", "The reason is missing; say why the memory is held.");
        return await client.Scope(tenant, scope).Quarantine.HoldAsync(IdOf(id), reason, request.HttpContext.RequestAborted)
            ? Results.NoContent()
            : throw new ProblemException(Problems.NotFound($"Scope '{scope}' has no believed memory '{id}'."));
    }

    private static async Task<IResult> ReleaseAsync(string tenant, string scope, string id, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ReasonBody);
        return await client.Scope(tenant, scope).Quarantine.ReleaseAsync(IdOf(id), body.Reason, request.HttpContext.RequestAborted) ? Results.NoContent() : throw Absent(id, scope);
    }

    private static async Task<IResult> PurgeAsync(string tenant, string scope, string id, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ReasonBody);
        return await client.Scope(tenant, scope).Quarantine.PurgeAsync(IdOf(id), body.Reason, request.HttpContext.RequestAborted) ? Results.NoContent() : throw Absent(id, scope);
    }

    private static MemoryId IdOf(string text) => MemoryId.TryParse(text, null, out var id)
        ? id
        : throw new ProblemException(Problems.NotFound("The path does not name the id of a memory; the list of held memories has it.") with { Field = "id" });

    private static ProblemException Absent(string id, string scope) => new(Problems.NotFound($"Scope '{scope}' holds no memory '{id}'."));
}
