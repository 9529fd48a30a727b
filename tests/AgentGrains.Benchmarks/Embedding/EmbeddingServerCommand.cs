using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>
/// Serves an embedder by OpenAI's interface on the loopback: a backend across HTTP, as model servers are, for measuring the pool before one.
/// It batches nothing by itself: a request is one call of the model.
/// </summary>
internal static class EmbeddingServerCommand
{
    public static Command Make()
    {
        var embedder = new Option<string>("--embedder") { Description = EmbedderChoice.Known, Required = true };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1 (default 8090; 0 takes a free one)", DefaultValueFactory = _ => 8090 };
        var command = new Command("embedding-server", "Serves an embedder by OpenAI's interface on 127.0.0.1 until it is stopped") { embedder, port };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var generator = EmbedderChoice.Make(parsed.GetValue(embedder)!);
            await using var server = await StartAsync(generator, parsed.GetValue(port));
            await Console.Out.WriteLineAsync($"listening on {server.Urls.First()}; measure with --embedder openai:{server.Urls.First()}");
            await server.WaitForShutdownAsync(cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>A running server; <see cref="WebApplication.Urls"/> has its address.</summary>
    public static async Task<WebApplication> StartAsync(IEmbeddingGenerator<string, Embedding<float>> generator, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var server = builder.Build();
        server.MapPost("/v1/embeddings", request => AnswerAsync(request, generator));
        await server.StartAsync();
        return server;
    }

    private static async Task AnswerAsync(HttpContext call, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        if (await ReadAsync(call) is not var (texts, asBase64))
        {
            call.Response.StatusCode = StatusCodes.Status400BadRequest;
            await call.Response.WriteAsync("""{"error":{"message":"'input' has to be a string or an array of strings."}}""", call.RequestAborted);
            return;
        }

        var vectors = await generator.GenerateAsync(texts, cancellationToken: call.RequestAborted);
        call.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(call.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        for (var index = 0; index < vectors.Count; index++)
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            Write(json, vectors[index].Vector.Span, asBase64);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<float> vector, bool asBase64)
    {
        if (asBase64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector));
            return;
        }

        json.WriteStartArray("embedding");
        foreach (var component in vector)
            json.WriteNumberValue(component);
        json.WriteEndArray();
    }

    private static async Task<(List<string> Texts, bool AsBase64)?> ReadAsync(HttpContext call)
    {
        try
        {
            var body = await JsonNode.ParseAsync(call.Request.Body, cancellationToken: call.RequestAborted);
            List<string>? texts = body?["input"] switch
            {
                JsonArray { Count: > 0 } many => [.. many.Select(text => text?.GetValue<string>() ?? throw new JsonException())],
                JsonValue one => [one.GetValue<string>()],
                _ => null,
            };
            return texts is null ? null : (texts, (string?)body!["encoding_format"] == "base64");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
