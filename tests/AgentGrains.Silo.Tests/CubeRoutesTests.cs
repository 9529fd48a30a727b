using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

/// <summary>Cubes over HTTP, with real grains behind it.</summary>
public sealed class CubeRoutesTests : IDisposable
{
    private const string Ann = "/v1/tenants/acme/scopes/user:ann", Bea = "/v1/tenants/globex/scopes/user:bea";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_scope_of_an_encrypted_tenant_goes_out_in_plain_and_comes_in_at_another()
    {
        var key = Path.Combine(_data.Path, "cubes.pem");
        await File.WriteAllTextAsync(key, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        var master = Path.Combine(_data.Path, "master.keys");
        await File.WriteAllTextAsync(master, $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(master, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var server = await SiloServer.StartDurableAsync(
            Path.Combine(_data.Path, "data"), $"--AgentGrains:Cubes:SigningKey={key}", "--AgentGrains:Encryption:Enabled=true",
            $"--AgentGrains:Encryption:KeyFile={master}", $"--AgentGrains:Encryption:TenantKeyDirectory={Path.Combine(_data.Path, "tenants")}");
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"The spare key is under the flower pot.","actor":"Ann"},{"text":"Ann lives in Lisbon.","kind":"belief"}]}""");

        using var exported = await server.SendAsync(HttpMethod.Get, $"{Ann}/cube");
        Assert.Equal(HttpStatusCode.OK, exported.StatusCode);
        var file = await exported.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(file.AsSpan().IndexOf("spare key"u8) > 0);

        using var imported = await SendAsync(server, $"{Bea}/cube?rule=keepBoth", file);
        var answer = JsonElement.Parse(await imported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(imported.StatusCode == HttpStatusCode.OK, answer.GetRawText());
        Assert.Equal(("acme", false), (answer.GetProperty("sourceTenant").GetString(), answer.GetProperty("wasFinished").GetBoolean()));
        Assert.True(answer.GetProperty("imported").GetInt32() >= 2, answer.GetRawText());
        var texts = (await server.ListAsync($"{Bea}/memories")).ConvertAll(record => record.GetProperty("text").GetString());
        Assert.Equal((await server.ListAsync($"{Ann}/memories")).ConvertAll(record => record.GetProperty("text").GetString()), texts);

        file[^1] ^= 1;
        using var forged = await SendAsync(server, $"{Bea}/cube", file);
        await ProblemAssert.IsAsync(forged, HttpStatusCode.BadRequest, "invalid-memory", "cube");
        using var unruly = await SendAsync(server, $"{Bea}/cube?rule=2", file);
        await ProblemAssert.IsAsync(unruly, HttpStatusCode.BadRequest, "invalid-memory", "rule");
    }

    [Fact]
    public async Task Without_a_key_nothing_is_exported_and_the_answer_says_how_to_make_one()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        using var answer = await server.SendAsync(HttpMethod.Get, $"{Ann}/cube");
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-memory", "key");
    }

    private static Task<HttpResponseMessage> SendAsync(SiloServer server, string path, byte[] file) =>
        server.Http.PostAsync(new Uri(path, UriKind.Relative), new ByteArrayContent(file), TestContext.Current.CancellationToken);
}
