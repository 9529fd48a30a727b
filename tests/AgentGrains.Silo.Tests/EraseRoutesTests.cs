using System.Net;

namespace AgentGrains.Silo.Tests;

/// <summary>Erasing over HTTP, with real grains behind it: gone, refused when said again, and taken again when an admin says so.</summary>
public sealed class EraseRoutesTests : IDisposable
{
    private const string Memories = "/v1/tenants/acme/scopes/user:ann/memories";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_was_erased_is_refused_until_its_tombstone_is_lifted()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        const string Said = """{"items":[{"text":"I live in Quixotopia.","actor":"Ann"}]}""";
        var id = (await server.SendOkAsync(HttpMethod.Post, Memories, Said)).GetProperty("receipts")[0].GetProperty("id").GetString();
        var ids = $$"""{"ids":["{{id}}"]}""";
        Assert.Equal(id, (await server.SendOkAsync(HttpMethod.Post, $"{Memories}/erase", ids)).GetProperty("erased")[0].GetString());
        foreach (var again in new[] { Said, Said.Replace("I live", "My home is", StringComparison.Ordinal) })
        {
            using var refused = await server.SendAsync(HttpMethod.Post, Memories, again);
            await ProblemAssert.IsAsync(refused, HttpStatusCode.UnprocessableEntity, "memory-rejected", "items[0]");
        }

        Assert.Equal(1, (await server.SendOkAsync(HttpMethod.Post, $"{Memories}/erase/lift", ids)).GetProperty("lifted").GetInt32());
        Assert.Equal(0, (await server.SendOkAsync(HttpMethod.Post, $"{Memories}/erase/lift", ids)).GetProperty("lifted").GetInt32());
        await server.SendOkAsync(HttpMethod.Post, Memories, Said);
        using var none = await server.SendAsync(HttpMethod.Post, $"{Memories}/erase/lift", "{}");
        await ProblemAssert.IsAsync(none, HttpStatusCode.BadRequest, "invalid-memory", "ids");
    }

    [Fact]
    public async Task A_whole_tenant_goes_in_one_call_and_is_closed_until_it_is_opened_again()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        const string Tenant = "/v1/tenants/acme", Erasure = $"{Tenant}/erasure", Said = """{"items":[{"text":"I live in Quixotopia."}]}""";
        using var never = await server.SendAsync(HttpMethod.Get, Erasure);
        await ProblemAssert.IsAsync(never, HttpStatusCode.NotFound, "not-found");
        await server.SendOkAsync(HttpMethod.Post, Memories, Said);
        using var begun = await server.SendAsync(HttpMethod.Delete, Tenant);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        for (var tries = 0; !(await server.SendOkAsync(HttpMethod.Get, Erasure)).TryGetProperty("endedAt", out _); tries++)
        {
            Assert.True(tries < 400, "It does not end.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, (await server.SendOkAsync(HttpMethod.Get, Erasure)).GetProperty("scopes").GetInt32());
        using var keyless = await server.SendAsync(HttpMethod.Post, $"{Erasure}/certificate");
        await ProblemAssert.IsAsync(keyless, HttpStatusCode.BadRequest, "invalid-memory", "key");
        using var closed = await server.SendAsync(HttpMethod.Post, Memories, Said);
        await ProblemAssert.IsAsync(closed, HttpStatusCode.ServiceUnavailable, "write-uncertain");
        using var opened = await server.SendAsync(HttpMethod.Post, $"{Erasure}/reopen");
        Assert.Equal(HttpStatusCode.NoContent, opened.StatusCode);
        await server.SendOkAsync(HttpMethod.Post, Memories, Said);
    }
}
