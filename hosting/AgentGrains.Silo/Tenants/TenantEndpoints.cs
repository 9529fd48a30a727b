namespace AgentGrains.Silo;

/// <summary>What a tenant may hold and do, and how much of it it uses.</summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/v1/tenants/{tenant}").WithTags("Tenants").RequireAccess(Access.Tenant).RequireRole(Role.Admin, orOperator: true);

        routes.MapGet("/v1/tenants", List).WithName("listTenants").WithTags("Tenants").RequireAccess(Access.Server)
            .WithSummary("List the tenants")
            .WithDescription("Streams one name per line, as a JSON string, in ordinal order: every tenant that has a scope or limits. For the role operator.")
            .Produces<string>(200, "application/x-ndjson")
            .Refuses(401, 403, 500, 503);

        tenants.MapGet("/", GetAsync).WithName("getTenant")
            .WithSummary("Read a tenant's limits and usage")
            .WithDescription("What is used is what its memories have reserved: never less than they hold, and a little more.")
            .Produces<TenantBody>()
            .Refuses(400, 401, 403, 500, 503);

        tenants.MapPut("/limits", SetLimitsAsync).WithName("setLimits")
            .WithSummary("Set a tenant's limits")
            .WithDescription("Replaces all of them; a limit that is left out is none, or its default. They hold in every silo within AgentGrains:Tenants:RefreshPeriod.")
            .Accepts<LimitsBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        tenants.MapDelete("/", EraseAsync).WithName("eraseTenant")
            .WithSummary("Erase the whole tenant")
            .WithDescription("Closes the tenant and begins: every scope with its memories, debates, agents, the guard's ledger, outcomes and directories go; its limits stay. With destroyKey=true its key is destroyed at the end. It goes on by itself, across restarts; ask for /erasure. Repeatable, and not to be undone.")
            .Produces<TenantErasureAnswer>(202)
            .Refuses(400, 401, 403, 500, 503);

        tenants.MapGet("/erasure", GetErasureAsync).WithName("getTenantErasure")
            .WithSummary("Read how far the tenant's erasure is")
            .Produces<TenantErasureAnswer>()
            .Refuses(400, 401, 403, 404, 500, 503);

        tenants.MapPost("/erasure/certificate", CertifyAsync).WithName("certifyTenantErasure")
            .WithSummary("Certify that the tenant is erased")
            .WithDescription("Looks again whether anything of the tenant is there, and signs that nothing is. It needs AgentGrains:Cubes:SigningKey, and the tenant must not have been opened again.")
            .Produces<TenantCertificateAnswer>()
            .Refuses(400, 401, 403, 500, 503);

        tenants.MapPost("/erasure/reopen", ReopenAsync).WithName("reopenTenant")
            .WithSummary("Open an erased tenant again")
            .WithDescription("It is empty and has its limits. May be repeated.")
            .Produces(204)
            .Refuses(400, 401, 403, 500, 503);

        tenants.MapPost("/key/rewrap", RewrapKeyAsync).WithName("rewrapKey")
            .WithSummary("Wrap the tenant's key with the current master key")
            .WithDescription("After the master key was changed; data is not encrypted anew. May be repeated.")
            .Produces<KeyBody>()
            .Refuses(400, 401, 403, 410, 500, 503);

        tenants.MapDelete("/key", DestroyKeyAsync).WithName("destroyKey")
            .WithSummary("Destroy the tenant's key")
            .WithDescription("What was encrypted with it cannot be read again by anybody, backups included. Not to be undone. May be repeated.")
            .Produces(204)
            .Refuses(400, 401, 403, 500, 503);
    }

    private static NdjsonResult<string> List(IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.ListTenantsAsync(cancellationToken), SiloJson.Strict.String);

    private static async Task<IResult> RewrapKeyAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(new KeyBody(await client.Tenant(tenant).RewrapKeyAsync(cancellationToken)), SiloJson.Strict.KeyBody);

    private static async Task<IResult> DestroyKeyAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken)
    {
        await client.Tenant(tenant).DestroyKeyAsync(cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> EraseAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken, bool destroyKey = false) => Answer.Json(
        TenantErasureAnswer.From(await client.Tenant(tenant).BeginErasureAsync(destroyKey, cancellationToken)), SiloJson.Strict.TenantErasureAnswer, StatusCodes.Status202Accepted);

    private static async Task<IResult> GetErasureAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) => Answer.Json(
        TenantErasureAnswer.From(await client.Tenant(tenant).GetErasureAsync(cancellationToken)
            ?? throw new ProblemException(Problems.NotFound($"Tenant '{tenant}' was never erased."))), SiloJson.Strict.TenantErasureAnswer);

    private static async Task<IResult> CertifyAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken) => Answer.Json(
        TenantCertificateAnswer.From(await client.Tenant(tenant).CertifyErasureAsync(cancellationToken)), SiloJson.Strict.TenantCertificateAnswer);

    private static async Task<IResult> ReopenAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken)
    {
        await client.Tenant(tenant).ReopenAsync(cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> GetAsync(string tenant, IMemoryClient client, CancellationToken cancellationToken)
    {
        var handle = client.Tenant(tenant);
        return Answer.Json(
            TenantBody.From(await handle.GetAsync(cancellationToken), await handle.GetUsageAsync(cancellationToken)), SiloJson.Strict.TenantBody);
    }

    private static async Task<IResult> SetLimitsAsync(string tenant, HttpRequest request, IMemoryClient client)
    {
        var handle = client.Tenant(tenant);
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.LimitsBody);
        await handle.SetLimitsAsync(body.ToLimits(), request.HttpContext.RequestAborted);
        return Results.NoContent();
    }
}

/// <summary>How a tenant's key is kept.</summary>
/// <param name="MasterKey">Id of the master key that wraps it.</param>
internal sealed record KeyBody(string MasterKey);
