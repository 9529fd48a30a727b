using System.Net;

namespace AgentGrains.Silo.Tests;

public sealed class RoleTests
{
    private const string Memories = "/v1/tenants/acme/scopes/user:ann/memories";
    private static readonly Dictionary<Role, string> Keys = Enum.GetValues<Role>().ToDictionary(role => role, _ => ApiKey.Create());

    /// <summary>Every route with the least role it takes, and whether the operator may call it.</summary>
    public static TheoryData<string, string, string?, string, bool> Routes => new()
    {
        { "GET", Memories, null, nameof(Role.Reader), false },
        { "GET", $"{Memories}/e-01HZX3M9Q2000G000123456789", null, nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/recall", "{}", nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/resolve", "{}", nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes", null, nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/audit/verify", "{}", nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/audit/episodic", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/consolidation/runs", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/consolidation/runs/c1/changes", null, nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/consolidation/runs", null, nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/consolidation/runs/c1/rollback", null, nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/consolidation/runs/staged", "{}", nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/consolidation/runs/c1/promote", "{}", nameof(Role.Admin), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/consolidation/runs/c1/drop", "{}", nameof(Role.Writer), false },
        { "GET", "/v1/tenants/acme/governance", null, nameof(Role.Reader), false },
        { "PUT", "/v1/tenants/acme/governance", "{}", nameof(Role.Admin), false },
        { "GET", "/v1/tenants/acme/governance/history", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/sessions", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/sessions/monday", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/sessions/monday/context", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/sessions/monday/subgoals/1", null, nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/sessions/monday/expand", "{}", nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/sessions/monday/edits", "{}", nameof(Role.Writer), false },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann/sessions/monday", null, nameof(Role.Writer), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/know-how/lessons/billing", null, nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/lessons", "{}", nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/concepts", "{}", nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/concepts/select", "{}", nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/experiences", "{}", nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/experiences/recall", "{}", nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/know-how/skills", null, nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/skills", "{}", nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/skills/choose", "{}", nameof(Role.Reader), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/know-how/skills/reward", "{}", nameof(Role.Writer), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/resources", null, nameof(Role.Reader), false },
        { "PUT", "/v1/tenants/acme/scopes/user:ann/resources/map", "{}", nameof(Role.Writer), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/resources/map", null, nameof(Role.Reader), false },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann/resources/map", null, nameof(Role.Writer), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/secrets", null, nameof(Role.Reader), false },
        { "PUT", "/v1/tenants/acme/scopes/user:ann/secrets/token", "{}", nameof(Role.Writer), false },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann/secrets/token", null, nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/secrets/token/grants", "{}", nameof(Role.Admin), false },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann/secrets/token/grants/bot", null, nameof(Role.Admin), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/secrets/token/read", "{}", nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/debates", null, nameof(Role.Reader), false },
        { "GET", "/v1/tenants/acme/agents/planner", null, nameof(Role.Reader), false },
        { "POST", Memories, "{}", nameof(Role.Writer), false },
        { "DELETE", $"{Memories}/e-01HZX3M9Q2000G000123456789", null, nameof(Role.Writer), false },
        { "PUT", "/v1/tenants/acme/agents/planner", "{}", nameof(Role.Writer), false },
        { "POST", "/v1/tenants/acme/agents/planner/run", "{}", nameof(Role.Writer), false },
        { "POST", $"{Memories}/erase", """{"ids":["e-01HZX3M9Q2000G000123456789"]}""", nameof(Role.Admin), false },
        { "POST", $"{Memories}/erase/certificate", """{"ids":["e-01HZX3M9Q2000G000123456789"]}""", nameof(Role.Admin), false },
        { "POST", $"{Memories}/erase/lift", """{"ids":["e-01HZX3M9Q2000G000123456789"]}""", nameof(Role.Admin), false },
        { "DELETE", "/v1/tenants/acme/scopes/user:ann", null, nameof(Role.Admin), true },
        { "GET", "/v1/tenants/acme/scopes/user:ann/cube", null, nameof(Role.Admin), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/cube", "{}", nameof(Role.Admin), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/move", null, nameof(Role.Admin), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/move", "{}", nameof(Role.Admin), false },
        { "GET", "/v1/tenants/acme/scopes/user:ann/move/stretch?move=m&memory=semantic", null, nameof(Role.Admin), false },
        { "POST", "/v1/tenants/acme/scopes/user:ann/move/stretch", "{}", nameof(Role.Admin), false },
        { "GET", "/v1/tenants/acme", null, nameof(Role.Admin), true },
        { "PUT", "/v1/tenants/acme/limits", "{}", nameof(Role.Admin), true },
        { "POST", "/v1/tenants/acme/key/rewrap", null, nameof(Role.Admin), true },
        { "DELETE", "/v1/tenants/acme/key", null, nameof(Role.Admin), true },
        { "DELETE", "/v1/tenants/acme", null, nameof(Role.Admin), true },
        { "GET", "/v1/tenants/acme/erasure", null, nameof(Role.Admin), true },
        { "POST", "/v1/tenants/acme/erasure/certificate", null, nameof(Role.Admin), true },
        { "POST", "/v1/tenants/acme/erasure/reopen", null, nameof(Role.Admin), true },
    };

    [Theory, MemberData(nameof(Routes))]
    public async Task A_route_takes_its_role_and_higher_ones(string method, string path, string? body, string least, bool orOperator)
    {
        await using var server = await StartAsync();
        foreach (var role in Enum.GetValues<Role>())
        {
            using var answer = await server.SendAsync(new HttpMethod(method), path, body, ("X-Api-Key", Keys[role]));
            var admitted = role == Role.Operator ? orOperator : role >= Enum.Parse<Role>(least);
            if (admitted)
                Assert.True(answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), $"{role}: {answer.StatusCode}");
            else
                await ProblemAssert.IsAsync(answer, HttpStatusCode.Forbidden, "forbidden");
        }
    }

    [Fact]
    public async Task A_key_from_before_there_were_roles_keeps_full_access_to_its_tenant()
    {
        var old = ApiKey.Create();
        await using var server = await SiloServer.StartAsync(SiloServer.KeyFor(0, "acme", old));
        using var written = await server.SendAsync(HttpMethod.Post, Memories, """{"items":[{"text":"hello"}]}""", ("X-Api-Key", old));
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        using var erased = await server.SendAsync(HttpMethod.Delete, "/v1/tenants/acme/scopes/user:ann", null, ("X-Api-Key", old));
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
    }

    private static Task<SiloServer> StartAsync() => SiloServer.StartAsync(
    [
        .. Keys.SelectMany((key, i) => new[]
        {
            $"--AgentGrains:ApiKeys:{i}:Tenant={(key.Key == Role.Operator ? "" : "acme")}",
            $"--AgentGrains:ApiKeys:{i}:Role={key.Key.Name()}",
            $"--AgentGrains:ApiKeys:{i}:Hash={ApiKey.HashOf(key.Value)}",
        }),
    ]);
}
