using System.Security.Cryptography;

namespace AgentGrains.Silo.Tests;

/// <summary>The commands that bring a scope into a file and back, against a server over real grains.</summary>
public sealed class CubeCommandTests : IDisposable
{
    private const string Key = "the-key-of-acme-is-long-enough", Other = "the-key-of-globex-is-long-enough";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_is_exported_comes_in_elsewhere_and_once()
    {
        await using var server = await StartAsync();
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"The spare key is under the flower pot."}]}""", ("X-Api-Key", Key));
        var file = Path.Combine(_data.Path, "ann.cube");
        var (code, said) = await RunAsync(server, "export", file, "acme", "user:ann", "--key", Key);
        Assert.True(code == 0, said);
        Assert.Equal([file], Directory.GetFiles(_data.Path, "ann.*"));

        (code, said) = await RunAsync(server, "import", file, "globex", "user:bea", "--key", Other, "--rule=skip");
        Assert.True(code == 0, said);
        Assert.StartsWith("1 records of 'acme/user:ann' came in", said, StringComparison.Ordinal);
        (code, said) = await RunAsync(server, "import", file, "globex", "user:bea", "--key", Other, "--rule=skip");
        Assert.Contains("an earlier import had done it all", said, StringComparison.Ordinal);
        Assert.Equal("The spare key is under the flower pot.", Assert.Single(await server.ListAsync("/v1/tenants/globex/scopes/user:bea/memories", ("X-Api-Key", Other))).GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_the_silo_refuses_is_said_and_leaves_the_file_that_was_there()
    {
        await using var server = await StartAsync();
        var file = Path.Combine(_data.Path, "ann.cube");
        await File.WriteAllTextAsync(file, "an earlier one", TestContext.Current.CancellationToken);
        var (code, said) = await RunAsync(server, "export", file, "acme", "user:ann", "--key", "no-such-key");
        Assert.Equal(1, code);
        Assert.Contains("key", said, StringComparison.Ordinal);
        (code, said) = await RunAsync(server, "import", file, "acme", "user:ann", "--key", Key);
        Assert.Equal(1, code);
        Assert.Contains("cannot be imported", said, StringComparison.Ordinal);
        Assert.Equal("an earlier one", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.GetFiles(_data.Path, "ann.*"));
    }

    [Fact]
    public async Task A_scope_moves_from_one_server_to_another_and_its_writers_are_sent_there()
    {
        await using var here = await StartAsync();
        await using var there = await StartAsync("there");
        const string Ann = "/v1/tenants/acme/scopes/user:ann", Bea = "/v1/tenants/globex/scopes/user:bea", Turn = """{"items":[{"text":"The spare key is under the flower pot.","key":"mail-17"}]}""";
        var first = await here.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", Turn, ("X-Api-Key", Key));
        string[] move = ["cube", "move", "--url", here.Http.BaseAddress!.ToString(), "--key", Key, "--tenant", "acme", "--scope", "user:ann",
            "--to-url", there.Http.BaseAddress!.ToString(), "--to-key", Other, "--to-tenant", "globex", "--to-scope", "user:bea"];
        using var said = new StringWriter();
        Assert.Equal(0, await CubeCommand.RunAsync([.. move, "--give-up", "yes"], said, said, TestContext.Current.CancellationToken));
        Assert.Contains("no move to give up", said.ToString(), StringComparison.Ordinal);
        Assert.True(await CubeCommand.RunAsync(move, said, said, TestContext.Current.CancellationToken) == 0, said.ToString());

        using var refused = await here.SendAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"Too late."}]}""", ("X-Api-Key", Key));
        var problem = await ProblemAssert.IsAsync(refused, System.Net.HttpStatusCode.Conflict, "scope-moved");
        Assert.Equal($"{there.Http.BaseAddress}{Bea[1..]}", problem.GetProperty("elsewhere").GetString());
        var again = await there.SendOkAsync(HttpMethod.Post, $"{Bea}/memories", Turn, ("X-Api-Key", Other));
        Assert.Equal(first.GetProperty("receipts")[0].GetProperty("id").GetString(), again.GetProperty("receipts")[0].GetProperty("id").GetString());
        Assert.Single(await there.ListAsync($"{Bea}/memories", ("X-Api-Key", Other)), record => record.GetProperty("text").GetString() == "The spare key is under the flower pot.");
        Assert.Equal(1, await CubeCommand.RunAsync([.. move, "--give-up=yes"], said, said, TestContext.Current.CancellationToken));
        Assert.Equal(0, await CubeCommand.RunAsync(move, said, said, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("cube")]
    [InlineData("cube move --url http://127.0.0.1:1 --tenant acme --scope user:ann --to-url http://127.0.0.1:2 --give-up no")]
    [InlineData("cube burn --url http://127.0.0.1:1")]
    [InlineData("cube export --url http://127.0.0.1:1 --tenant acme --scope user:ann")]
    [InlineData("cube export --url ftp://127.0.0.1 --tenant acme --scope user:ann --file x")]
    [InlineData("cube export --url http://127.0.0.1:1 --tenant acme --scope user:ann --file x --rule skip")]
    [InlineData("cube import --url http://127.0.0.1:1 --tenant acme --tenant acme --scope user:ann --file x")]
    [InlineData("cube import --url http://127.0.0.1:1 --tenant acme --scope user:ann --file")]
    public async Task What_is_asked_for_wrongly_is_told_how(string arguments)
    {
        using var error = new StringWriter();
        Assert.Equal(2, await CubeCommand.RunAsync(arguments.Split(' '), TextWriter.Null, error, TestContext.Current.CancellationToken));
        Assert.Contains("cube export --url", error.ToString(), StringComparison.Ordinal);
        Assert.Null(await CubeCommand.RunAsync(["--urls", "cube"], TextWriter.Null, error, TestContext.Current.CancellationToken));
    }

    private async Task<SiloServer> StartAsync(string data = "data")
    {
        var key = Path.Combine(_data.Path, "cubes.pem");
        if (!File.Exists(key))
            await File.WriteAllTextAsync(key, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        return await SiloServer.StartDurableAsync(
            Path.Combine(_data.Path, data), [$"--AgentGrains:Cubes:SigningKey={key}", .. SiloServer.KeyFor(0, "acme", Key), .. SiloServer.KeyFor(1, "globex", Other)]);
    }

    private static async Task<(int? Code, string Said)> RunAsync(SiloServer server, string what, string file, string tenant, string scope, params string[] more)
    {
        using var said = new StringWriter();
        string[] args = ["cube", what, "--url", server.Http.BaseAddress!.ToString(), "--tenant", tenant, "--scope", scope, "--file", file, .. more];
        return (await CubeCommand.RunAsync(args, said, said, TestContext.Current.CancellationToken), said.ToString());
    }
}
