using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AgentGrains.Silo;

/// <summary>Streams items as lines of JSON: one line goes out when the next is not there yet, so nothing waits and nothing piles up.</summary>
internal sealed class NdjsonResult<T>(IAsyncEnumerable<T> items, JsonTypeInfo<T> type) : IResult
{
    private const int FlushBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var output = response.BodyWriter;
        await using var lines = items.GetAsyncEnumerator(httpContext.RequestAborted);

        // The first line is awaited before anything is sent, so that a failure can still be told as a problem.
        var next = await lines.MoveNextAsync();
        response.ContentType = "application/x-ndjson";

        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = type.Options.Encoder });
        while (next)
        {
            JsonSerializer.Serialize(json, lines.Current, type);
            json.Flush();
            json.Reset();
            "\n"u8.CopyTo(output.GetSpan(1));
            output.Advance(1);

            // Flushing takes no token: the move under way must be awaited before the lines may be disposed of, and it has the token.
            // A failed move is flushed before it throws: lines that are out must not be followed by a problem as if it were one of them.
            var moving = lines.MoveNextAsync();
            if (!moving.IsCompletedSuccessfully || output.UnflushedBytes > FlushBytes)
                await output.FlushAsync(CancellationToken.None);
            next = await moving;
        }

        await output.FlushAsync(CancellationToken.None);
    }
}
