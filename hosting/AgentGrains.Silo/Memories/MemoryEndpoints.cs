using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>Remembering, reading, listing and forgetting in one scope.</summary>
internal static class MemoryEndpoints
{
    private const string Ndjson = "application/x-ndjson";

    public static void MapMemories(this IEndpointRouteBuilder routes)
    {
        var memories = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/memories").WithTags("Memories").RequireAccess(Access.Tenant);

        memories.MapPost("/", RememberAsync).WithName("remember").RequireRole(Role.Writer)
            .WithSummary("Remember")
            .WithDescription("Answers when everything is durable. Items with a key may be sent again after a failure: nothing is doubled.")
            .Accepts<RememberBody>("application/json").Produces<ReceiptsBody>()
            .Refuses(400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503);

        memories.MapGet("/", List).WithName("list").RequireRole(Role.Reader)
            .WithSummary("List every current memory")
            .WithDescription("Streams one record per line, episodic first, then semantic, then procedural, each in the order of remembering.")
            .Produces<RecordBody>(200, Ndjson)
            .Refuses(400, 401, 403, 500, 503);

        memories.MapGet("/{id}", GetAsync).WithName("get").RequireRole(Role.Reader)
            .WithSummary("Read one memory")
            .WithDescription("With asOf, as it stood at that time. A forgotten memory is absent at every time.")
            .Produces<RecordBody>()
            .Refuses(400, 401, 403, 404, 500, 503);

        memories.MapDelete("/{id}", ForgetAsync).WithName("forget").RequireRole(Role.Writer)
            .WithSummary("Forget one memory")
            .WithDescription("It is never recalled, listed or read again.")
            .Produces(204)
            .Refuses(400, 401, 403, 404, 500, 503);

        memories.MapPost("/erase", EraseAsync).WithName("eraseMemories").RequireRole(Role.Admin)
            .WithSummary("Erase memories from storage")
            .WithDescription("The memories, and all that was derived from them, forgotten or not, are overwritten in storage. Answers when they are gone. Repeatable; not to be undone.")
            .Accepts<EraseBody>("application/json").Produces<ErasedAnswer>()
            .Refuses(400, 401, 403, 413, 415, 500, 503);

        memories.MapPost("/erase/certificate", CertifyAsync).WithName("certifyErasure").RequireRole(Role.Admin)
            .WithSummary("Certify an erasure")
            .WithDescription("Reads the scope's whole history, checks that nothing of the erased ids is in it, and signs that. It needs AgentGrains:Cubes:SigningKey.")
            .Accepts<EraseBody>("application/json").Produces<CertificateAnswer>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        memories.MapPost("/erase/lift", LiftAsync).WithName("liftTombstones").RequireRole(Role.Admin)
            .WithSummary("Lift the tombstones of erased memories")
            .WithDescription("What was erased is refused when it is said again, also in other words, until its tombstone is lifted. Names the ids that were erased. Repeatable.")
            .Accepts<EraseBody>("application/json").Produces<LiftedAnswer>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);
    }

    private static async Task<IResult> EraseAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.EraseBody);
        return Answer.Json(new ErasedAnswer((await client.Scope(tenant, scope).EraseRecordsAsync(body.ToIds(), request.HttpContext.RequestAborted)).Records), SiloJson.Strict.ErasedAnswer);
    }

    private static async Task<IResult> CertifyAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.EraseBody);
        return Answer.Json(CertificateAnswer.From(await client.Scope(tenant, scope).CertifyErasureAsync([.. body.ToIds()], request.HttpContext.RequestAborted)), SiloJson.Strict.CertificateAnswer);
    }

    private static async Task<IResult> LiftAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.EraseBody);
        return Answer.Json(new LiftedAnswer(await client.Scope(tenant, scope).LiftTombstonesAsync(body.ToIds(), request.HttpContext.RequestAborted)), SiloJson.Strict.LiftedAnswer);
    }

    private static async Task<IResult> RememberAsync(
        string tenant, string scope, HttpRequest request, IMemoryClient client, IOptions<MemoryOptions> limits)
    {
        var memory = client.Scope(tenant, scope);
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.RememberBody);
        var receipts = await memory.RememberAsync([.. body.ToDrafts(limits.Value)], request.HttpContext.RequestAborted);
        return Answer.Json(new ReceiptsBody([.. receipts.Select(ReceiptBody.From)]), SiloJson.Strict.ReceiptsBody);
    }

    private static NdjsonResult<RecordBody> List(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken)
    {
        var records = client.Scope(tenant, scope).ListAsync(cancellationToken);
        return new(records.Select(RecordBody.From), SiloJson.Strict.RecordBody);
    }

    private static async Task<IResult> GetAsync(
        string tenant, string scope, string id, IMemoryClient client, string? asOf, CancellationToken cancellationToken)
    {
        var record = await client.Scope(tenant, scope).GetAsync(IdOf(id), Timestamp.FromQuery("asOf", asOf), cancellationToken);
        return Answer.Json(RecordBody.From(record ?? throw Absent(id, scope)), SiloJson.Strict.RecordBody);
    }

    private static async Task<IResult> ForgetAsync(
        string tenant, string scope, string id, IMemoryClient client, CancellationToken cancellationToken) =>
        await client.Scope(tenant, scope).ForgetAsync(IdOf(id), reason: "api", cancellationToken)
            ? Results.NoContent()
            : throw Absent(id, scope);

    private static MemoryId IdOf(string text) => MemoryId.TryParse(text, null, out var id)
        ? id
        : throw new ProblemException(
            Problems.NotFound("The path does not end with the id of a memory; a receipt or a recall has it.") with { Field = "id" });

    private static ProblemException Absent(string id, string scope) =>
        new(Problems.NotFound($"Scope '{scope}' has no memory '{id}': it was never there, or not yet, or it was forgotten."));
}
