namespace AgentGrains.Silo;

/// <summary>The documents of a scope.</summary>
internal static class ResourceEndpoints
{
    private const int DefaultCharacters = 16_000;

    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        var resources = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/resources").WithTags("Resources").RequireAccess(Access.Tenant);

        resources.MapGet("/", List).WithName("listResources").RequireRole(Role.Reader)
            .WithSummary("List the documents")
            .WithDescription("Streams one per line, by name, without contents.")
            .Produces<ResourceInfoBody>(200, "application/x-ndjson")
            .Refuses(400, 401, 403, 500, 503);

        resources.MapPut("/{name}", PutAsync).WithName("putResource").RequireRole(Role.Writer)
            .WithSummary("Keep a document")
            .WithDescription("In place of the one that had the name. Recall finds it by title and summary. May be repeated.")
            .Accepts<ResourceBody>("application/json").Produces<ResourceInfoBody>()
            .Refuses(400, 401, 403, 408, 413, 415, 422, 429, 500, 503);

        resources.MapGet("/{name}", ReadAsync).WithName("readResource").RequireRole(Role.Reader)
            .WithSummary("Read a piece of a document")
            .WithDescription("From offset (0), at most most characters (16000); next says where to go on.")
            .Produces<ResourcePieceBody>()
            .Refuses(400, 401, 403, 404, 500, 503);

        resources.MapDelete("/{name}", RemoveAsync).WithName("removeResource").RequireRole(Role.Writer)
            .WithSummary("Remove a document")
            .WithDescription("Its content leaves storage, and the memory that finds it is forgotten.")
            .Produces(204)
            .Refuses(400, 401, 403, 404, 500, 503);
    }

    private static NdjsonResult<ResourceInfoBody> List(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        new(client.Scope(tenant, scope).Resources.ListAsync(cancellationToken).Select(ResourceInfoBody.From), SiloJson.Strict.ResourceInfoBody);

    private static async Task<IResult> PutAsync(string tenant, string scope, string name, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ResourceBody);
        return Answer.Json(
            ResourceInfoBody.From(await client.Scope(tenant, scope).Resources.PutAsync(name, body.ToDraft(), request.HttpContext.RequestAborted)), SiloJson.Strict.ResourceInfoBody);
    }

    private static async Task<IResult> ReadAsync(
        string tenant, string scope, string name, IMemoryClient client, int? offset, int? most, CancellationToken cancellationToken)
    {
        var piece = await client.Scope(tenant, scope).Resources.ReadAsync(name, offset ?? 0, most ?? DefaultCharacters, cancellationToken) ?? throw Absent(scope, name);
        return Answer.Json(new ResourcePieceBody(ResourceInfoBody.From(piece.Info), piece.Offset, piece.Text, piece.Next), SiloJson.Strict.ResourcePieceBody);
    }

    private static async Task<IResult> RemoveAsync(string tenant, string scope, string name, IMemoryClient client, CancellationToken cancellationToken) =>
        await client.Scope(tenant, scope).Resources.RemoveAsync(name, cancellationToken) ? Results.NoContent() : throw Absent(scope, name);

    private static ProblemException Absent(string scope, string name) => new(Problems.NotFound($"Scope '{scope}' has no document '{name}'; listing the documents names them."));
}
