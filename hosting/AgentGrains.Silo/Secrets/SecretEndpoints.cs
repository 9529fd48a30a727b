namespace AgentGrains.Silo;

/// <summary>The vault of a scope. Values go in, and out to whoever has a grant; nothing else tells them.</summary>
internal static class SecretEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/secrets").WithTags("Secrets").RequireAccess(Access.Tenant);

        secrets.MapGet("/", ListAsync).WithName("listSecrets").RequireRole(Role.Reader)
            .WithSummary("List the secrets")
            .WithDescription("Names, captions and holders; no values.")
            .Produces<IReadOnlyList<SecretInfoBody>>()
            .Refuses(400, 401, 403, 500, 503);

        secrets.MapPut("/{name}", SetAsync).WithName("setSecret").RequireRole(Role.Writer)
            .WithSummary("Set a secret's value")
            .WithDescription("Grants of it stay. It needs AgentGrains:Vault:Key. May be repeated.")
            .Accepts<SecretBody>("application/json").Produces(204)
            .Refuses(400, 401, 403, 408, 413, 415, 429, 500, 503);

        secrets.MapDelete("/{name}", RemoveAsync).WithName("removeSecret").RequireRole(Role.Writer)
            .WithSummary("Remove a secret and its grants")
            .Produces(204)
            .Refuses(400, 401, 403, 404, 500, 503);

        secrets.MapPost("/{name}/grants", GrantAsync).WithName("grantSecret").RequireRole(Role.Admin)
            .WithSummary("Grant a secret to a holder")
            .WithDescription("Whoever has the answer may read the secret until it is revoked: give it only to the holder. The same holder is given the same grant again.")
            .Accepts<GrantBody>("application/json").Produces<SecretGrantBody>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        secrets.MapDelete("/{name}/grants/{holder}", RevokeAsync).WithName("revokeSecret").RequireRole(Role.Admin)
            .WithSummary("Revoke a holder's grants of a secret")
            .WithDescription("May be repeated.")
            .Produces(204)
            .Refuses(400, 401, 403, 500, 503);

        secrets.MapPost("/{name}/read", ReadAsync).WithName("readSecret").RequireRole(Role.Reader)
            .WithSummary("Read a secret with a grant")
            .WithDescription("Whether the grant is not valid, was revoked, or there is no such secret is not told.")
            .Accepts<SecretGrantBody>("application/json").Produces<SecretValueBody>()
            .Refuses(400, 401, 403, 404, 408, 413, 415, 500, 503);
    }

    private static async Task<IResult> ListAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json<IReadOnlyList<SecretInfoBody>>(
            [.. (await client.Scope(tenant, scope).Vault.ListAsync(cancellationToken)).Select(SecretInfoBody.From)], SiloJson.Strict.IReadOnlyListSecretInfoBody);

    private static async Task<IResult> SetAsync(string tenant, string scope, string name, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.SecretBody);
        await client.Scope(tenant, scope).Vault.SetAsync(name, Required.Text("value", body.Value), body.Caption, request.HttpContext.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(string tenant, string scope, string name, IMemoryClient client, CancellationToken cancellationToken) =>
        await client.Scope(tenant, scope).Vault.RemoveAsync(name, cancellationToken)
            ? Results.NoContent()
            : throw new ProblemException(Problems.NotFound($"The vault of '{scope}' has no secret '{name}'; listing the secrets names them."));

    private static async Task<IResult> GrantAsync(string tenant, string scope, string name, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.GrantBody);
        var grant = await client.Scope(tenant, scope).Vault.GrantAsync(name, Required.Text("holder", body.Holder), request.HttpContext.RequestAborted);
        return NotStored(request, Answer.Json(new SecretGrantBody { Holder = grant.Holder, Token = grant.Token }, SiloJson.Strict.SecretGrantBody));
    }

    private static async Task<IResult> RevokeAsync(string tenant, string scope, string name, string holder, IMemoryClient client, CancellationToken cancellationToken)
    {
        await client.Scope(tenant, scope).Vault.RevokeAsync(name, holder, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> ReadAsync(string tenant, string scope, string name, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.SecretGrantBody);
        var memory = client.Scope(tenant, scope);
        var grant = new SecretGrant(memory.Scope, name, Required.Text("holder", body.Holder), Required.Text("token", body.Token));
        return await memory.Vault.ReadAsync(grant, request.HttpContext.RequestAborted) is { } value
            ? NotStored(request, Answer.Json(new SecretValueBody { Value = value.Reveal() }, SiloJson.Strict.SecretValueBody))
            : throw new ProblemException(Problems.NotFound("The grant opens nothing: it is not valid, was revoked, or there is no such secret."));
    }

    private static IResult NotStored(HttpRequest request, IResult answer)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return answer;
    }
}
