using System.Collections.Immutable;
using System.Net.Http.Headers;

namespace AgentGrains.Silo;

/// <summary>An end of a move behind a silo's routes (<see cref="MoveEndpoints"/>).</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HttpMemoryMove(HttpClient http, string tenant, string scope) : IMemoryMove
{
    private readonly string _route = $"v1/tenants/{Uri.EscapeDataString(tenant)}/scopes/{Uri.EscapeDataString(scope)}";

    /// <summary>The scope as its clients write it.</summary>
    public string Address => $"{http.BaseAddress}v1/tenants/{tenant}/scopes/{scope}";

    public async ValueTask<ImmutableArray<MoveStanding>> GetAsync(CancellationToken cancellationToken = default)
    {
        using var answer = await http.GetAsync(new Uri($"{_route}/move", UriKind.Relative), cancellationToken);
        return await StandingsAsync(answer, cancellationToken);
    }

    public async ValueTask<ImmutableArray<MoveStanding>> SettleAsync(string move, MovePhase phase, string? elsewhere = null, CancellationToken cancellationToken = default)
    {
        using var body = JsonContent.Create(new MoveBody { Move = move, Phase = EnumName.Of(phase), Elsewhere = elsewhere }, SiloJson.Strict.MoveBody);
        using var answer = await http.PostAsync(new Uri($"{_route}/move", UriKind.Relative), body, cancellationToken);
        return await StandingsAsync(answer, cancellationToken);
    }

    public async ValueTask<byte[]> ReadAsync(string move, MemoryType memory, ImmutableArray<long> cursors, CancellationToken cancellationToken = default)
    {
        var query = $"move={Uri.EscapeDataString(move)}&memory={EnumName.Of(memory)}&cursors={string.Join(',', cursors)}";
        using var answer = await http.GetAsync(new Uri($"{_route}/move/stretch?{query}", UriKind.Relative), cancellationToken);
        await CommandFailedException.ThrowIfRefusedAsync(answer, cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public async ValueTask<MoveStanding> TakeAsync(byte[] stretch, CancellationToken cancellationToken = default)
    {
        using var body = new ByteArrayContent(stretch);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await http.PostAsync(new Uri($"{_route}/move/stretch", UriKind.Relative), body, cancellationToken);
        await CommandFailedException.ThrowIfRefusedAsync(answer, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync(SiloJson.Strict.MoveAnswer, cancellationToken))!.ToStanding();
    }

    private static async Task<ImmutableArray<MoveStanding>> StandingsAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await CommandFailedException.ThrowIfRefusedAsync(answer, cancellationToken);
        return [.. (await answer.Content.ReadFromJsonAsync(SiloJson.Strict.IReadOnlyListMoveAnswer, cancellationToken))!.Select(standing => standing.ToStanding())];
    }
}
