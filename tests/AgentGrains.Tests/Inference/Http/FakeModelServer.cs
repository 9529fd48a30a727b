using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Tests.Inference.Http;

/// <summary>An embedding server on this machine that does what it is told, one instruction per request, and then answers well.</summary>
internal sealed class FakeModelServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();

    public FakeModelServer()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>What the next requests get: ok, hang, 429, 500, 400, 401, truncated, dimension, count, nan, twice.</summary>
    public ConcurrentQueue<string> Script { get; } = new();

    /// <summary>What is done when the script is over.</summary>
    public string Otherwise { get; set; } = "ok";

    /// <summary>Texts that make the server refuse a request (400).</summary>
    public ConcurrentBag<string> Refused { get; } = [];

    /// <summary>Answers chat requests instead of "forty-two", when set.</summary>
    public Func<HttpListenerResponse, JsonElement, Task>? OnChat { get; set; }

    public ConcurrentQueue<(string Path, string? Key, JsonElement Body)> Requests { get; } = new();

    public static float[] VectorOf(string text) => [1, text.Length, text[0], text[^1]];

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception) when (_stop.IsCancellationRequested || !_listener.IsListening)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.InputStream, default, _stop.Token);
            Requests.Enqueue((context.Request.Url!.PathAndQuery, context.Request.Headers["Authorization"] ?? context.Request.Headers["api-key"], body.RootElement.Clone()));
            var what = Script.TryDequeue(out var told) ? told : Otherwise;
            if (what == "hang")
                await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, _stop.Token);
            var texts = (body.RootElement.TryGetProperty("input", out var input) || body.RootElement.TryGetProperty("inputs", out input)
                ? input.EnumerateArray().Select(text => text.GetString()!) : []).ToList();
            if (texts.Any(Refused.Contains))
                what = "400";
            if (what == "429")
                context.Response.Headers["Retry-After"] = "1";
            if (what == "ok" && OnChat is { } chat && context.Request.Url.AbsolutePath.EndsWith("chat/completions", StringComparison.Ordinal))
            {
                await chat(context.Response, body.RootElement);
                context.Response.Close();
                return;
            }

            var isError = int.TryParse(what, out var status);
            context.Response.StatusCode = isError ? status : 200;
            var answer = Encoding.UTF8.GetBytes(isError ? "told so" : Answer(context.Request.Url!.AbsolutePath, what, texts, body.RootElement));
            await context.Response.OutputStream.WriteAsync(what == "truncated" ? answer.AsMemory(0, answer.Length / 2) : answer, _stop.Token);
            context.Response.Close();
        }
        catch (Exception)
        {
            context.Response.Abort();   // the client has gone
        }
    }

    private static string Answer(string path, string what, List<string> texts, JsonElement body)
    {
        if (path.EndsWith("chat/completions", StringComparison.Ordinal))
            return """{"choices":[{"message":{"role":"assistant","content":"forty-two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";
        if (path.EndsWith("rerank", StringComparison.Ordinal))
        {
            var documents = (body.TryGetProperty("texts", out var given) ? given : body.GetProperty("documents")).EnumerateArray().Select((text, index) => (text: text.GetString()!, index)).Reverse();
            return path == "/rerank"
                ? $"[{string.Join(',', documents.Select(document => $"{{\"index\":{document.index},\"score\":{document.text.Length}}}"))}]"
                : $"{{\"results\":[{string.Join(',', documents.Select(document => $"{{\"index\":{document.index},\"relevance_score\":{document.text.Length}}}"))}]}}";
        }

        var vectors = texts.Select(text => $"[{string.Join(',', what == "dimension" ? [1] : VectorOf(text))}]").ToList();
        if (what == "nan")
            vectors[0] = "[1,null,\"NaN\",1]";
        if (what == "count")
            vectors.RemoveAt(0);
        if (what == "base64" && body.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64")
            vectors = [.. texts.Select(text => $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes<float>(VectorOf(text)))}\"")];
        if (path == "/embed")
            return $"[{string.Join(',', vectors)}]";
        if (path == "/api/embed")
            return $"{{\"embeddings\":[{string.Join(',', vectors)}]}}";
        // In another order than they were asked in, as a server may.
        return $"{{\"data\":[{string.Join(',', vectors.Select((vector, index) => $"{{\"index\":{(what == "twice" ? 0 : index)},\"embedding\":{vector}}}").Reverse())}]}}";
    }
}
