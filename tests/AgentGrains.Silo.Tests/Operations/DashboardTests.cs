using System.Net;
using System.Text;

namespace AgentGrains.Silo.Tests;

public sealed class DashboardTests
{
    [Fact]
    public async Task The_dashboard_is_for_the_operator_alone()
    {
        using var folder = new TemporaryDirectory();
        var (admin, chief) = (ApiKey.Create(), ApiKey.Create());
        await using var server = await SiloServer.StartDurableAsync(folder.Path,
        [
            "--AgentGrains:Dashboard=true", .. SiloServer.KeyFor(0, "acme", admin),
            "--AgentGrains:ApiKeys:1:Role=operator", $"--AgentGrains:ApiKeys:1:Hash={ApiKey.HashOf(chief)}",
        ]);
        foreach (var path in new[] { "/dashboard/", "/dashboard/DashboardCounters", "/dashboard/ClusterStats" })
        {
            using var anonymous = await server.SendAsync(HttpMethod.Get, path);
            await ProblemAssert.IsAsync(anonymous, HttpStatusCode.Unauthorized, "unauthorized");
            Assert.Equal("Basic", anonymous.Headers.WwwAuthenticate.Single().Scheme);
            using var tenant = await server.SendAsync(HttpMethod.Get, path, null, ("X-Api-Key", admin));
            await ProblemAssert.IsAsync(tenant, HttpStatusCode.Forbidden, "forbidden");
            using var browser = await server.SendAsync(HttpMethod.Get, path, null, ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{chief}"))));
            Assert.Equal(HttpStatusCode.OK, browser.StatusCode);
        }
    }

    [Fact]
    public async Task It_is_off_unless_it_is_turned_on()
    {
        using var folder = new TemporaryDirectory();
        await using var server = await SiloServer.StartDurableAsync(folder.Path);
        using var answer = await server.SendAsync(HttpMethod.Get, "/dashboard/");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
