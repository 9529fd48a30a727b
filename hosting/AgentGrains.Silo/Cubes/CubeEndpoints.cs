using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>The memory of one scope as a signed file, out and in.</summary>
internal static class CubeEndpoints
{
    private const string Binary = "application/octet-stream";

    public static void MapCubes(this IEndpointRouteBuilder routes)
    {
        var cube = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/cube").WithTags("Cubes").RequireAccess(Access.Tenant);

        cube.MapGet("", ExportAsync).WithName("exportCube").RequireRole(Role.Admin)
            .WithSummary("Export the scope")
            .WithDescription("Everything the scope remembers as one signed file: records with their history, quarantine, vectors and keys. The file is not encrypted, whatever the tenant is. It needs AgentGrains:Cubes:SigningKey.")
            .Produces(200, contentType: Binary)
            .Refuses(400, 401, 403, 429, 500, 503);

        cube.MapPost("", ImportAsync).WithName("importCube").RequireRole(Role.Admin)
            .WithSummary("Import a cube")
            .WithDescription("Brings an exported file, which is the body as it is, into this scope, whatever scope it came from, after its hash and signature were verified. rule says what happens to records that are here with other content: refuse (the default), skip, replace or keepBoth. An import that was interrupted goes on when the same file is sent with the same rule.")
            .Produces<CubeAnswer>()
            .Refuses(400, 401, 403, 413, 429, 500, 503);
    }

    private static async Task<IResult> ExportAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        var info = await client.Scope(tenant, scope).Cubes.ExportAsync(file, cancellationToken);
        return Results.Bytes(file.ToArray(), Binary, $"{info.Hash[..16]}.cube");
    }

    private static async Task<IResult> ImportAsync(string tenant, string scope, HttpRequest request, IMemoryClient client, IOptions<CubeOptions> options, string? rule = null)
    {
        // Numbers would be read as rules too.
        if (!Enum.TryParse<ConflictRule>(rule ?? nameof(ConflictRule.Refuse), ignoreCase: true, out var chosen) || rule?.All(char.IsAsciiLetter) == false)
            throw new InvalidMemoryException("rule", $"'{rule}' is not a rule for conflicts; choose refuse, skip, replace or keepBoth.");
        var file = RequestBody.FileOf(request, options.Value.MaxBytes);
        return Answer.Json(CubeAnswer.From(await client.Scope(tenant, scope).Cubes.ImportAsync(file, chosen, request.HttpContext.RequestAborted)), SiloJson.Strict.CubeAnswer);
    }
}
