using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentGrains.Silo.Tests;

/// <summary>Clients that send their bodies slowly, or never.</summary>
public sealed class SlowClientTests
{
    [Fact]
    public async Task A_body_that_does_not_come_is_answered_and_its_connection_closed()
    {
        await using var server = await SiloServer.StartAsync("--AgentGrains:BodyTimeout=00:00:00.4");
        using var client = new TcpClient();
        var token = TestContext.Current.CancellationToken;
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/tenants/acme/scopes/user:ann/memories HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"items\":[{"), token);

        using var answer = new StreamReader(stream, Encoding.UTF8);
        var text = await answer.ReadToEndAsync(token).WaitAsync(TimeSpan.FromSeconds(20), token);
        Assert.StartsWith("HTTP/1.1 408", text, StringComparison.Ordinal);
        Assert.Contains("urn:agentgrains:body-too-slow", text, StringComparison.Ordinal);
        Assert.Equal(0, server.Memory.Memory(Scope.User("acme", "ann")).Count);

        // Others are served meanwhile and after.
        await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"hello"}]}""");
    }

    [Fact]
    public async Task Clients_that_dawdle_are_let_go_and_keep_nobody_waiting()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await SiloServer.StartAsync();
        var sockets = new List<TcpClient>();
        try
        {
            for (var n = 0; n < 40; n++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port, cancellation);
                await socket.GetStream().WriteAsync(
                    "POST /v1/tenants/acme/recall HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"u8.ToArray(), cancellation);
            }

            // Others are served meanwhile.
            for (var n = 0; n < 20; n++)
                await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/scopes/user:ann/memories", """{"items":[{"text":"a"}]}""");

            // And each of the slow is let go: told so, or cut off.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            foreach (var socket in sockets)
                await ReadToEndAsync(socket, patience.Token);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task ReadToEndAsync(TcpClient socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.GetStream().ReadAsync(buffer, cancellationToken) > 0)
            {
                // What it says does not matter: it must end.
            }
        }
        catch (IOException)
        {
            // Cut off.
        }
    }
}
