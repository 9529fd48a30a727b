using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Samples.Quickstart;

/// <summary>The conversation that ships with the sample.</summary>
internal static class Conversation
{
    /// <summary>Reads it as drafts, in order, one minute between turns.</summary>
    public static IReadOnlyList<MemoryDraft> Read()
    {
        var json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "conversation.json"));
        var sessions = JsonSerializer.Deserialize<Session[]>(json, JsonSerializerOptions.Web) ?? [];
        return [.. sessions.SelectMany(session => session.Turns.Select((turn, i) => new MemoryDraft
        {
            Text = turn.Text,
            Actor = turn.Speaker,
            Session = session.Name,
            OccurredAt = session.Date.AddMinutes(i),
            Source = "conversation.json",

            // The same key in every run: running the sample again remembers nothing twice.
            Key = $"{session.Name}:{i}",
        }))];
    }

    private sealed record Session([property: JsonPropertyName("session")] string Name, DateTimeOffset Date, Turn[] Turns);

    private sealed record Turn(string Speaker, string Text);
}
