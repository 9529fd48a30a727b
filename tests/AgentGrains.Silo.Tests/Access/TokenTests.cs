using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace AgentGrains.Silo.Tests;

public sealed class TokenTests
{
    private const string Acme = "/v1/tenants/acme/scopes/user:ann/memories";
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public static TheoryData<string, string, string> Refused => new()
    {
        { "expired", Tokens.Sign(Tokens.Claims(("exp", Now - 60))), "expired" },
        { "not valid yet", Tokens.Sign(Tokens.Claims(("nbf", Now + 300))), "not valid yet" },
        { "without expiry", Tokens.Sign(Tokens.Claims(("exp", null))), "expiry" },
        { "of another audience", Tokens.Sign(Tokens.Claims(("aud", "billing"))), "audience" },
        { "of no audience", Tokens.Sign(Tokens.Claims(("aud", null))), "audience" },
        { "of another issuer", Tokens.Sign(Tokens.Claims(("iss", "https://issuer.example.evil"))), "issuer" },
        { "signed with another secret", Tokens.Sign(Tokens.Claims(), Tokens.Secret + "!"), "not signed" },
        { "unsigned", Tokens.Write("none", Tokens.Claims(), _ => []), "not signed" },
        { "unsigned in other letters", Tokens.Write("nOnE", Tokens.Claims(), _ => []), "not signed" },
        { "that says none and is signed", Tokens.Sign(Tokens.Claims(), algorithm: "none"), "not signed" },
        { "signed by an algorithm of no configured key", Tokens.Sign(Tokens.Claims(), algorithm: "RS256"), "not signed" },
        { "whose signature is cut", Tokens.Sign(Tokens.Claims())[..^4], "not signed" },
        { "whose claims were changed", Forged(), "not signed" },
        { "that is three dots of nothing", "..", "not signed" },
        { "without tenant", Tokens.Sign(Tokens.Claims(("tenant", null))), "'tenant'" },
        { "whose tenant cannot be one", Tokens.Sign(Tokens.Claims(("tenant", "acme/user:ann"))), "'tenant'" },
        { "without role", Tokens.Sign(Tokens.Claims(("role", null))), "'role'" },
        { "with an unknown role", Tokens.Sign(Tokens.Claims(("role", "king"))), "'role'" },
        { "with a role by number", Tokens.Sign(Tokens.Claims(("role", "3"))), "'role'" },
        { "that calls itself operator", Tokens.Sign(Tokens.Claims(("role", "operator"))), "'role'" },
    };

    [Theory, MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task A_token_is_refused_when_it_is(string what, string token, string why)
    {
        await using var server = await SiloServer.StartAsync(Tokens.BySecret);
        using var answer = await server.SendAsync(HttpMethod.Get, Acme, null, Bearer(token));
        var problem = await ProblemAssert.IsAsync(answer, HttpStatusCode.Unauthorized, "unauthorized");
        Assert.True(problem.Detail().Contains(why, StringComparison.Ordinal), $"{what}: {problem.Detail()}");
        Assert.Null(server.Memory.LastTenant);
        Assert.DoesNotContain(Tokens.Secret, server.Logs.Text + server.Printed + problem, StringComparison.Ordinal);
        Assert.True(token.Length < 20 || !server.Logs.Text.Contains(token.Split('.')[1], StringComparison.Ordinal), "The token was logged.");
    }

    [Fact]
    public async Task A_good_token_opens_its_tenant_and_no_other()
    {
        await using var server = await SiloServer.StartAsync([.. Tokens.BySecret, .. SiloServer.KeyFor(0, "other", ApiKey.Create())]);
        var token = Bearer(Tokens.Sign(Tokens.Claims()));
        using var own = await server.SendAsync(HttpMethod.Get, Acme, null, token);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal("acme", server.Memory.LastTenant);
        using var others = await server.SendAsync(HttpMethod.Get, Acme.Replace("acme", "other", StringComparison.Ordinal), null, token);
        await ProblemAssert.IsAsync(others, HttpStatusCode.Forbidden, "forbidden");
        using var anonymous = await server.SendAsync(HttpMethod.Get, Acme);
        await ProblemAssert.IsAsync(anonymous, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Roles_and_claims_are_named_by_configuration()
    {
        await using var server = await SiloServer.StartAsync(
        [
            .. Tokens.BySecret, "--AgentGrains:Jwt:TenantClaim=org", "--AgentGrains:Jwt:RoleClaim=groups", "--AgentGrains:Jwt:Roles:memory.write=writer",
        ]);
        var claims = Tokens.Claims(("tenant", "other"), ("org", "acme"), ("role", "admin"), ("groups", (string[])["staff", "reader", "memory.write"]));
        using var written = await server.SendAsync(HttpMethod.Post, Acme, """{"items":[{"text":"hello"}]}""", Bearer(Tokens.Sign(claims)));
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        using var erased = await server.SendAsync(HttpMethod.Delete, "/v1/tenants/acme/scopes/user:ann", null, Bearer(Tokens.Sign(claims)));
        await ProblemAssert.IsAsync(erased, HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Public_keys_come_from_pem_files_and_key_sets_and_are_read_again_when_they_change()
    {
        using var folder = new TemporaryDirectory();
        using var keys = new Keys();
        var (rsa, curve, other) = keys;
        var file = Path.Combine(folder.Path, "issuer");
        foreach (var (content, good) in new[]
        {
            (rsa.ExportSubjectPublicKeyInfoPem(), Tokens.Sign(Tokens.Claims(), rsa)),
            (curve.ExportSubjectPublicKeyInfoPem(), Tokens.Sign(Tokens.Claims(), curve)),
            (KeySet(rsa, "first"), Tokens.Sign(Tokens.Claims(), rsa, "first")),
        })
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            await using var server = await SiloServer.StartAsync(Tokens.ByFile(file));
            await StatusAsync(HttpStatusCode.OK, server, good);
            await StatusAsync(HttpStatusCode.Unauthorized, server, Tokens.Sign(Tokens.Claims(), other, "first"));

            // The public key is public: a token "signed" with its text as a shared secret must not pass.
            await StatusAsync(HttpStatusCode.Unauthorized, server, Tokens.Sign(Tokens.Claims(), content));
            await StatusAsync(HttpStatusCode.Unauthorized, server, Tokens.Sign(Tokens.Claims()));
        }

        await File.WriteAllTextAsync(file, rsa.ExportRSAPrivateKeyPem(), TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => SiloServer.StartAsync(Tokens.ByFile(file)));
        Assert.Contains("public half", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_key_file_is_read_again_and_a_broken_one_keeps_the_keys_there_were()
    {
        using var folder = new TemporaryDirectory();
        using var keys = new Keys();
        var (first, _, second) = keys;
        var file = Path.Combine(folder.Path, "issuer");
        await File.WriteAllTextAsync(file, KeySet(first, "1"), TestContext.Current.CancellationToken);
        var clock = new MovableClock();
        var options = new SiloOptions { Jwt = { Issuer = Tokens.Issuer, Audience = Tokens.Audience, KeyFile = file } };
        var reader = new TokenReader(Microsoft.Extensions.Options.Options.Create(options), clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<TokenReader>.Instance);
        Assert.NotNull((await reader.CheckAsync(Tokens.Sign(Tokens.Claims(), first, "1"))).Caller);

        await RewriteAsync(KeySet(second, "2"), 1);
        Assert.NotNull((await reader.CheckAsync(Tokens.Sign(Tokens.Claims(), second, "2"))).Caller);
        Assert.Null((await reader.CheckAsync(Tokens.Sign(Tokens.Claims(), first, "1"))).Caller);

        await RewriteAsync("half of a fi", 2);
        Assert.NotNull((await reader.CheckAsync(Tokens.Sign(Tokens.Claims(), second, "2"))).Caller);

        async Task RewriteAsync(string content, int minutes)
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(file, clock.GetUtcNow().UtcDateTime.AddMinutes(minutes));
            clock.Advance(TimeSpan.FromSeconds(6));
        }
    }

    private static string Forged()
    {
        var parts = Tokens.Sign(Tokens.Claims(("role", "reader"))).Split('.');
        return $"{parts[0]}.{Tokens.Sign(Tokens.Claims()).Split('.')[1]}.{parts[2]}";
    }

    private static string KeySet(RSA key, string id)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "RSA", use = "sig", kid = id, n = Tokens.Base64Url(parameters.Modulus!), e = Tokens.Base64Url(parameters.Exponent!) } },
        });
    }

    private static async Task StatusAsync(HttpStatusCode expected, SiloServer server, string token)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, Acme, null, Bearer(token));
        Assert.True(answer.StatusCode == expected, $"{token}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    private static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    private sealed class Keys : IDisposable
    {
        private readonly RSA _rsa = RSA.Create(2048);
        private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly RSA _other = RSA.Create(2048);

        public void Deconstruct(out RSA rsa, out ECDsa curve, out RSA other) => (rsa, curve, other) = (_rsa, _curve, _other);

        public void Dispose()
        {
            _rsa.Dispose();
            _curve.Dispose();
            _other.Dispose();
        }
    }

    private sealed class MovableClock : TimeProvider
    {
        private TimeSpan _moved;

        public void Advance(TimeSpan time) => _moved += time;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _moved;

        public override long GetTimestamp() => System.GetTimestamp() + (long)(_moved.TotalSeconds * TimestampFrequency);
    }
}
