using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Qdrant.Client.Grpc;

namespace AgentGrains.Cloud.Tests.Qdrant;

/// <summary>
/// What this project uses of Qdrant, on the loopback and by its own protocol: real collections, filters and cosines, and faults on demand. The client's
/// package has the messages and no server, so the frames of gRPC are read and written here.
/// </summary>
internal sealed class QdrantServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly QdrantCollections _collections = new();

    private QdrantServer(WebApplication server) => _server = server;

    public Uri Endpoint => new(_server.Urls.First());

    /// <summary>Asked before each call, by the method's path: what is to go wrong, or null.</summary>
    public Func<string, StatusCode?> Fails { get; set; } = static _ => null;

    /// <summary>Whether what fails is done first.</summary>
    public bool FailsAfter { get; set; }

    public IReadOnlyCollection<string> Names => _collections.Names;

    public static async Task<QdrantServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.WebHost.UseUrls();
        var app = builder.Build();
        var server = new QdrantServer(app);
        server.Map("Collections/Create", CreateCollection.Parser, server._collections.Create);
        server.Map("Collections/Delete", DeleteCollection.Parser, server._collections.Delete);
        server.Map("Collections/List", ListCollectionsRequest.Parser, server._collections.List);
        server.Map("Collections/Get", GetCollectionInfoRequest.Parser, server._collections.Get);
        server.Map("Points/Upsert", UpsertPoints.Parser, server._collections.Upsert);
        server.Map("Points/Delete", DeletePoints.Parser, server._collections.DeletePoints);
        server.Map("Points/Query", QueryPoints.Parser, server._collections.Query);
        server.Map("Points/Count", CountPoints.Parser, server._collections.Count);
        server.Map("Points/Get", GetPoints.Parser, server._collections.Retrieve);
        server.Map("Points/CreateFieldIndex", CreateFieldIndexCollection.Parser, server._collections.Index);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Map<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : IMessage<TRequest> =>
        _server.MapPost($"/qdrant.{method}", async call =>
        {
            call.Response.ContentType = "application/grpc";
            var request = parser.ParseFrom(await ReadAsync(call.Request.Body, call.RequestAborted));
            var (status, reply, why) = Answer(method, () => answer(request));
            if (reply is not null)
                await WriteAsync(call.Response.Body, reply.ToByteArray(), call.RequestAborted);
            call.Response.AppendTrailer("grpc-status", ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
            call.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(why));
        });

    private (StatusCode Status, IMessage? Reply, string Why) Answer(string method, Func<IMessage> answer)
    {
        var fails = Fails(method);
        if (fails is { } at && !FailsAfter)
            return (at, null, "planted");
        try
        {
            var reply = answer();
            return fails is { } after ? (after, null, "planted") : (StatusCode.OK, reply, "");
        }
        catch (RpcException refused)
        {
            return (refused.StatusCode, null, refused.Status.Detail);
        }
    }

    // A byte that says whether it is compressed, the length in four, and the message.
    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var head = new byte[5];
        await body.ReadExactlyAsync(head, cancellationToken);
        if (head[0] != 0)
            throw new InvalidDataException("This server reads nothing compressed.");
        var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1))];
        await body.ReadExactlyAsync(message, cancellationToken);
        return message;
    }

    private static async Task WriteAsync(Stream body, byte[] message, CancellationToken cancellationToken)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        await body.WriteAsync(frame, cancellationToken);
    }
}
