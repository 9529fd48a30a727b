using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo.Tests;

public sealed class StartTests
{
    [Theory]
    [InlineData("--urls", "http://0.0.0.0:0")]
    [InlineData("--urls", "http://127.0.0.1:0;http://*:0")]
    [InlineData("--urls", "http://[::]:0")]
    [InlineData("--urls", "http://some-host:0")]
    [InlineData("--http_ports", "8080")]
    [InlineData("--https_ports", "8443")]
    [InlineData("--Kestrel:Endpoints:Public:Url", "http://10.0.0.1:80")]
    public async Task Without_a_key_the_server_refuses_to_be_reachable(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<InvalidConfigurationException>(() => SiloServer.StartAsync(setting, value));
        Assert.Contains("--new-key", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:5210", true)]
    [InlineData("http://127.0.0.7:5210", true)]
    [InlineData("http://[::1]:5210", true)]
    [InlineData("http://unix:/run/agentgrains.sock", true)]
    [InlineData("http://+:5210", false)]
    [InlineData("http://localhost.example:5210", false)]
    [InlineData("http://192.168.1.4", false)]
    public void An_address_is_known_to_be_reachable_or_not(string address, bool loopback) =>
        Assert.Equal(loopback, ListenAddresses.IsLoopback(address));

    [Fact]
    public void Addresses_are_found_wherever_they_are_configured()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://a:1; http://b:2",
            ["http_ports"] = "3;4",
            ["Kestrel:Endpoints:x:Url"] = "http://c:5",
        }).Build();
        Assert.Equal(["http://a:1", "http://b:2", "http://*:3", "http://*:4", "http://c:5"], ListenAddresses.Configured(configuration));
    }

    [Fact]
    public async Task With_a_key_the_server_may_listen_everywhere()
    {
        await using var server = await SiloServer.StartAsync([.. SiloServer.KeyFor(0, "acme", ApiKey.Create()), "--urls", "http://0.0.0.0:0"]);
        Assert.Contains("Authorization: Bearer $AGENTGRAINS_KEY", server.Printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("http://localhost:", server.Printed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AgentGrains:DataDirectory", "--AgentGrains:DataDirectory= ")]
    [InlineData("AgentGrains:MaxBodyBytes", "--AgentGrains:MaxBodyBytes=0")]
    [InlineData("AgentGrains:ApiKeys:0", "--AgentGrains:ApiKeys:0:Tenant=acme", "--AgentGrains:ApiKeys:0:Hash=my-plain-key")]
    [InlineData("AgentGrains:ApiKeys:0", "--AgentGrains:ApiKeys:0:Tenant=acme")]
    [InlineData("reader, writer, admin", "--AgentGrains:ApiKeys:0:Tenant=acme", "--AgentGrains:ApiKeys:0:Role=king", "--AgentGrains:ApiKeys:0:Hash=sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("belongs to no tenant", "--AgentGrains:ApiKeys:0:Tenant=acme", "--AgentGrains:ApiKeys:0:Role=operator", "--AgentGrains:ApiKeys:0:Hash=sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AgentGrains:BodyTimeout", "--AgentGrains:BodyTimeout=00:00:00")]
    [InlineData("AgentGrains:Jwt:Issuer", "--AgentGrains:Jwt:Secret=0123456789abcdef0123456789abcdef", "--AgentGrains:Jwt:Audience=memory")]
    [InlineData("AgentGrains:Jwt:Audience", "--AgentGrains:Jwt:Secret=0123456789abcdef0123456789abcdef", "--AgentGrains:Jwt:Issuer=house")]
    [InlineData("32", "--AgentGrains:Jwt:Secret=my-plain-key", "--AgentGrains:Jwt:Issuer=house", "--AgentGrains:Jwt:Audience=memory")]
    [InlineData("AgentGrains:Jwt:KeyFile", "--AgentGrains:Jwt:KeyFile=/does/not/exist.pem", "--AgentGrains:Jwt:Issuer=house", "--AgentGrains:Jwt:Audience=memory")]
    [InlineData("AgentGrains:Jwt:Secret", "--AgentGrains:Jwt:Issuer=house")]
    [InlineData("AgentGrains:Jwt:Roles:boss", "--AgentGrains:Jwt:Secret=0123456789abcdef0123456789abcdef", "--AgentGrains:Jwt:Issuer=house", "--AgentGrains:Jwt:Audience=memory", "--AgentGrains:Jwt:Roles:boss=king")]
    public async Task Options_that_are_not_valid_stop_the_start_and_are_named(string setting, params string[] args)
    {
        var invalid = await Assert.ThrowsAsync<OptionsValidationException>(() => SiloServer.StartAsync(args));
        Assert.Contains(setting, invalid.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-plain-key", invalid.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_key_cannot_open_two_tenants()
    {
        var key = ApiKey.Create();
        var invalid = await Assert.ThrowsAsync<OptionsValidationException>(
            () => SiloServer.StartAsync([.. SiloServer.KeyFor(0, "acme", key), .. SiloServer.KeyFor(1, "other", key)]));
        Assert.Contains("'other'", invalid.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_says_where_what_who_and_three_lines_to_paste()
    {
        await using var server = await SiloServer.StartAsync("--AgentGrains:DataDirectory=some-data");
        var printed = server.Printed.ToString();
        Assert.Contains(server.Http.BaseAddress!.ToString().TrimEnd('/'), printed, StringComparison.Ordinal);
        Assert.Contains(Path.GetFullPath("some-data"), printed, StringComparison.Ordinal);
        Assert.Contains("no API key is configured", printed, StringComparison.Ordinal);

        var lines = printed.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("curl", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, lines.Length);
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            var body = line.Split("-d '") is [_, var data] ? data.TrimEnd('\'') : null;
            using var answer = await server.SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(words[2]).PathAndQuery, body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(body?.Contains("items", StringComparison.Ordinal) == true ? "receipts" : "Lisbon",
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void New_key_prints_a_key_whose_hash_opens_the_tenant()
    {
        using var output = new StringWriter();
        Assert.Equal(0, NewKeyCommand.Run(["--new-key", "acme"], output, TextWriter.Null));
        var words = output.ToString().Split([' ', '\n', '"', '='], StringSplitOptions.RemoveEmptyEntries);
        var key = words.Single(word => word.StartsWith("ag_", StringComparison.Ordinal));
        Assert.Equal(ApiKey.HashOf(key), words.First(word => word.StartsWith("sha256:", StringComparison.Ordinal)));

        var ring = new ApiKeyRing(Options.Create(new SiloOptions { ApiKeys = { new ApiKeyOptions { Tenant = "acme", Hash = ApiKey.HashOf(key) } } }));
        Assert.Equal(new Caller("acme", Role.Admin), ring.Find(key));
        Assert.Null(ring.Find(key + " "));
        Assert.Null(ring.Find(""));
    }

    [Theory]
    [InlineData("--new-key acme --role reader", "\"Tenant\": \"acme\", \"Role\": \"reader\"")]
    [InlineData("--new-key=acme --role=Writer", "\"Role\": \"writer\"")]
    [InlineData("--new-key --role operator", "\"Tenant\": \"\", \"Role\": \"operator\"")]
    public void New_key_takes_a_role(string arguments, string configured)
    {
        using var output = new StringWriter();
        Assert.Equal(0, NewKeyCommand.Run(arguments.Split(' '), output, TextWriter.Null));
        Assert.Contains(configured, output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--new-key")]
    [InlineData("--new-key=a/b")]
    [InlineData("--new-key acme --role king")]
    [InlineData("--new-key acme --role 4")]
    [InlineData("--new-key acme --role operator")]
    [InlineData("--new-key --role reader")]
    public void New_key_wants_a_valid_tenant(string arguments)
    {
        using var errors = new StringWriter();
        Assert.Equal(2, NewKeyCommand.Run(arguments.Split(' '), TextWriter.Null, errors));
        Assert.NotEmpty(errors.ToString());
        Assert.Null(NewKeyCommand.Run(["--urls", "http://localhost"], TextWriter.Null, errors));
    }
}
