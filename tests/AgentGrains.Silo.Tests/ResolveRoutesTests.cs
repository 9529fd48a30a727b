using System.Net;

namespace AgentGrains.Silo.Tests;

public sealed class ResolveRoutesTests
{
    private const string Resolve = "/v1/tenants/acme/resolve";

    [Fact]
    public async Task A_form_is_answered_field_by_field_with_sources()
    {
        await using var server = await SiloServer.StartAsync();
        var answer = await server.SendOkAsync(HttpMethod.Post, Resolve, """
            {"scopes":["user:ann"],"subject":"Ann","minConfidence":0.7,"asOf":"2026-06-01T00:00:00Z",
            "fields":[{"name":"homeCity","options":["Lisbon"]},{"name":"drink"},{"name":"car","predicate":"drives","many":true}]}
            """);
        var fields = answer.GetProperty("fields");
        Assert.Equal(("filled", "Lisbon"), (fields.GetProperty("homeCity").GetProperty("outcome").GetString(), fields.GetProperty("homeCity").GetProperty("value").GetString()));
        Assert.Equal("user:ann", fields.GetProperty("homeCity").GetProperty("values")[0].GetProperty("scope").GetString());
        Assert.Equal(("ambiguous", 2), (fields.GetProperty("drink").GetProperty("outcome").GetString(), fields.GetProperty("drink").GetProperty("values").GetArrayLength()));
        Assert.Equal("missing", fields.GetProperty("car").GetProperty("outcome").GetString());
        Assert.Equal("partial", answer.GetProperty("flags")[0].GetString());
        var request = server.Memory.LastResolve!;
        Assert.Equal(("Ann", 0.7f), (request.Subject, request.MinConfidence));
        Assert.Equal(("drives", true), (request.Fields[2].Predicate, request.Fields[2].Many));
    }

    [Theory]
    [InlineData("""{"scopes":["user:ann"],"fields":[null]}""")]
    [InlineData("""{"scopes":[null],"fields":[{"name":"a"}]}""")]
    [InlineData("""{"scopes":["user:ann"],"fields":[{}]}""")]
    [InlineData("""{"scopes":["nobody"],"fields":[{"name":"a"}]}""")]
    [InlineData("""{"scopes":["user:ann"],"fields":[{"name":"a","unknown":1}]}""")]
    public async Task A_bad_form_is_refused(string body)
    {
        await using var server = await SiloServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Post, Resolve, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
