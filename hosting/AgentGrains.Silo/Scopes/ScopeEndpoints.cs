namespace AgentGrains.Silo;

/// <summary>The scopes of a tenant.</summary>
internal static class ScopeEndpoints
{
    public static void MapScopes(this IEndpointRouteBuilder routes)
    {
        var scopes = routes.MapGroup("/v1/tenants/{tenant}/scopes").WithTags("Scopes").RequireAccess(Access.Tenant);

        scopes.MapGet("/", List).WithName("listScopes").RequireRole(Role.Reader)
            .WithSummary("List the tenant's scopes")
            .WithDescription("Streams one name per line, as a JSON string, in ordinal order.")
            .Produces<string>(200, "application/x-ndjson")
            .Refuses(400, 401, 403, 500, 503);

        scopes.MapDelete("/{scope}", EraseAsync).WithName("erase").RequireRole(Role.Admin, orOperator: true)
            .WithSummary("Erase a scope")
            .WithDescription("Removes every memory of the scope from storage. May be repeated.")
            .Produces(204)
            .Refuses(400, 401, 403, 500, 503);
    }

    private static NdjsonResult<string> List(string tenant, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Tenant(tenant).ListScopesAsync(cancellationToken), SiloJson.Strict.String);

    private static async Task<IResult> EraseAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken)
    {
        await client.Scope(tenant, scope).EraseAsync(cancellationToken);
        return Results.NoContent();
    }
}
