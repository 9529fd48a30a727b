namespace AgentGrains.Silo;

/// <summary>The history of one scope, and its proof.</summary>
internal static class AuditEndpoints
{
    private const string Ndjson = "application/x-ndjson";

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/audit").WithTags("Audit").RequireAccess(Access.Tenant);

        audit.MapPost("/verify", VerifyAsync).WithName("verifyAudit").RequireRole(Role.Reader)
            .WithSummary("Verify the history")
            .WithDescription("Follows the chain of hashes over every operation of the scope's memories. Heads of earlier answers that were kept elsewhere may be given; then an end that was cut off, or a history written anew, is found too.")
            .Accepts<VerifyBody>("application/json").Produces<AuditAnswer>()
            .Refuses(400, 401, 403, 413, 415, 500, 503);

        audit.MapGet("/{memory}", Read).WithName("readAudit").RequireRole(Role.Reader)
            .WithSummary("Read the history")
            .WithDescription("Streams one operation per line: who, when, why, on what evidence, and the text of the record before and after. The memory is episodic, semantic or procedural.")
            .Produces<AuditEntryAnswer>(200, Ndjson)
            .Refuses(400, 401, 403, 500, 503);
    }

    private static async Task<IResult> VerifyAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.VerifyBody);
        return Answer.Json(AuditAnswer.From(await client.Scope(tenant, scope).Audit.VerifyAsync(body.ToHeads(), request.HttpContext.RequestAborted)), SiloJson.Strict.AuditAnswer);
    }

    private static NdjsonResult<AuditEntryAnswer> Read(string tenant, string scope, string memory, IMemoryClient client, CancellationToken cancellationToken, long after = 0) =>
        new(client.Scope(tenant, scope).Audit.ReadAsync(HeadBody.TypeOf(memory), after, cancellationToken).Select(AuditEntryAnswer.From), SiloJson.Strict.AuditEntryAnswer);
}
