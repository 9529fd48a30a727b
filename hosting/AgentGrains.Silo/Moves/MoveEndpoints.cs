using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>A scope as one end of a move between clusters.</summary>
internal static class MoveEndpoints
{
    private const string Binary = "application/octet-stream";

    public static void MapMoves(this IEndpointRouteBuilder routes)
    {
        var move = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/move").WithTags("Moves").RequireAccess(Access.Tenant);

        move.MapGet("", GetAsync).WithName("getMove").RequireRole(Role.Admin)
            .WithSummary("Where a move stands")
            .WithDescription("Where each memory of the scope stands in a move between clusters, which 'agentgrains-silo cube move' leads.")
            .Produces<IReadOnlyList<MoveAnswer>>()
            .Refuses(400, 401, 403, 500, 503);

        move.MapPost("", SettleAsync).WithName("settleMove").RequireRole(Role.Admin)
            .WithSummary("Bring the scope into a phase of a move")
            .WithDescription("fenced: the scope takes no more writes and says where they go. lifted: it takes them again. receiving: an empty scope takes what comes and nothing else. open: it is complete, and is the scope now. abandoned: what came is erased, and the move cannot be begun again.")
            .Accepts<MoveBody>("application/json").Produces<IReadOnlyList<MoveAnswer>>()
            .Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        move.MapGet("/stretch", ReadAsync).WithName("readMove").RequireRole(Role.Admin)
            .WithSummary("Read what was written since")
            .WithDescription("What a memory wrote after a target's cursors (numbers with commas between), as a signed file. It needs AgentGrains:Cubes:SigningKey and is not encrypted.")
            .Produces(200, contentType: Binary)
            .Refuses(400, 401, 403, 500, 503);

        move.MapPost("/stretch", TakeAsync).WithName("takeMove").RequireRole(Role.Admin)
            .WithSummary("Take what was written since")
            .WithDescription("Takes a file that the source gave, which is the body as it is, after its hash and signature were verified.")
            .Produces<MoveAnswer>()
            .Refuses(400, 401, 403, 413, 429, 500, 503);
    }

    private static async Task<IResult> GetAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        Of(await client.Scope(tenant, scope).Move.GetAsync(cancellationToken));

    private static async Task<IResult> SettleAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.MoveBody);
        var move = body.Move is { Length: > 0 } named ? named : throw new InvalidMemoryException("move", "Name the move.");
        return Of(await client.Scope(tenant, scope).Move.SettleAsync(move, EnumName.Parse<MovePhase>("phase", body.Phase), body.Elsewhere, request.HttpContext.RequestAborted));
    }

    private static async Task<IResult> ReadAsync(string tenant, string scope, string move, string memory, IMemoryClient client, CancellationToken cancellationToken, string? cursors = null) =>
        Results.Bytes(await client.Scope(tenant, scope).Move.ReadAsync(move, EnumName.Parse<MemoryType>("memory", memory), CursorsOf(cursors), cancellationToken), Binary);

    private static async Task<IResult> TakeAsync(string tenant, string scope, HttpRequest request, IMemoryClient client, IOptions<CubeOptions> options)
    {
        using var stretch = new MemoryStream();
        await RequestBody.FileOf(request, options.Value.MaxBytes).CopyToAsync(stretch, request.HttpContext.RequestAborted);
        return Answer.Json(MoveAnswer.From(await client.Scope(tenant, scope).Move.TakeAsync(stretch.ToArray(), request.HttpContext.RequestAborted)), SiloJson.Strict.MoveAnswer);
    }

    private static IResult Of(ImmutableArray<MoveStanding> standings) =>
        Answer.Json<IReadOnlyList<MoveAnswer>>([.. standings.Select(MoveAnswer.From)], SiloJson.Strict.IReadOnlyListMoveAnswer);

    private static ImmutableArray<long> CursorsOf(string? cursors) =>
    [
        .. (cursors ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(cursor => long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var taken)
            ? taken
            : throw new InvalidMemoryException("cursors", $"'{cursor}' is no number of operations.")),
    ];
}
