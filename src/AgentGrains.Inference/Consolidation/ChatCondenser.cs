using AgentGrains.Inference.Derivation;
using AgentGrains.Inference.Derivation.Prompts;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Consolidation;

/// <summary>Lets a chat model choose what of a text its gist keeps. Memory takes only gists made of the text's own words that lose no fact.</summary>
/// <remarks>Thread-safe if the client is. Twenty texts a call, one call after the other.</remarks>
public sealed class ChatCondenser : ICondenser
{
    private const int TextsPerCall = 20;

    private const string Instruction = $$"""
        You shorten texts of a memory. A shortened text stands for the whole one wherever there is little room.
        {{DataPrompt.Rules}}

        {"gists":[{"turn":1,"gist":"I moved to Lisbon on 3 March."}]}
        - Use the words of the text and no others, in their order; leave out greetings, thanks, praise, repetition and asides.
        - Keep every number, date, name, quotation and negation, and whatever somebody could later ask for.
        - Leave a turn out that cannot be shortened.
        """;

    private const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["gists"],
          "properties": {
            "gists": {
              "type": "array",
              "items": {
                "type": "object", "additionalProperties": false, "required": ["turn", "gist"],
                "properties": { "turn": { "type": "integer" }, "gist": { "type": "string" } }
              }
            }
          }
        }
        """;

    private readonly ChatStage _stage;

    /// <summary>A condenser on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatCondenser(IChatClient client) => _stage = new ChatStage(client, "condenser", Instruction, Schema, version: 1);

    /// <inheritdoc/>
    /// <exception cref="ModelOutputException">An answer cannot be used: the rules' gists stand.</exception>
    public async ValueTask<IReadOnlyList<string?>> CondenseAsync(IReadOnlyList<MemoryRecord> records, IReadOnlyList<string?> gists, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        var made = new string?[records.Count];
        for (var first = 0; first < records.Count; first += TextsPerCall)
        {
            var part = records.Skip(first).Take(TextsPerCall).ToArray();
            var answered = await _stage.AskAsync<GistsAnswer, string?[]>(PromptData.Of(new TurnWindow([], [.. part])), answer => answer.Read(part.Length), cancellationToken);
            answered.CopyTo(made, first);
        }

        return made;
    }
}
