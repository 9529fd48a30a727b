using System.Net;

namespace AgentGrains.Silo.Tests;

/// <summary>The vault over HTTP: a value is told to whoever has a grant, and by nothing else.</summary>
public sealed class SecretRoutesTests : IDisposable
{
    private const string Secrets = "/v1/tenants/acme/scopes/user:ann/secrets";
    private const string Canary = "canary-7f3a91-sings";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_value_is_read_with_a_grant_until_it_is_revoked_and_is_in_no_log_list_metric_or_file()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path, "--AgentGrains:Vault:Key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        using (var set = await server.SendAsync(HttpMethod.Put, $"{Secrets}/shop", $$"""{"value":"{{Canary}}","caption":"for the shop"}"""))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        var grant = (await server.SendOkAsync(HttpMethod.Post, $"{Secrets}/shop/grants", """{"holder":"buyer"}""")).GetRawText();
        using (var read = await server.SendAsync(HttpMethod.Post, $"{Secrets}/shop/read", grant))
        {
            Assert.Equal($$"""{"value":"{{Canary}}"}""", await read.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True(read.Headers.CacheControl!.NoStore);
        }

        using (var forged = await server.SendAsync(HttpMethod.Post, $"{Secrets}/shop/read", """{"holder":"buyer","token":"1.00"}"""))
            await ProblemAssert.IsAsync(forged, HttpStatusCode.NotFound, "not-found");
        var list = await server.SendOkAsync(HttpMethod.Get, Secrets);
        Assert.Equal(("shop", "for the shop", "buyer"), (list[0].GetProperty("name").GetString(), list[0].GetProperty("caption").GetString(), list[0].GetProperty("holders")[0].GetString()));
        using var metrics = await server.SendAsync(HttpMethod.Get, "/metrics");
        foreach (var text in new[] { list.GetRawText(), server.Logs.Text, await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) })
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.NotEmpty(server.Logs.Text);
        foreach (var file in Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(bytes.ToArray().AsSpan().IndexOf("canary-7f3a91-sings"u8) < 0, file);
        }

        using (var revoked = await server.SendAsync(HttpMethod.Delete, $"{Secrets}/shop/grants/buyer"))
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using (var late = await server.SendAsync(HttpMethod.Post, $"{Secrets}/shop/read", grant))
            await ProblemAssert.IsAsync(late, HttpStatusCode.NotFound, "not-found");
        using (var removed = await server.SendAsync(HttpMethod.Delete, $"{Secrets}/shop"))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await server.SendAsync(HttpMethod.Delete, $"{Secrets}/shop");
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Without_a_key_for_the_vault_the_answer_says_what_to_set_and_not_the_value()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        using var set = await server.SendAsync(HttpMethod.Put, $"{Secrets}/shop", $$"""{"value":"{{Canary}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, set.StatusCode);
        var text = await set.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("VaultOptions.Key", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
    }
}
