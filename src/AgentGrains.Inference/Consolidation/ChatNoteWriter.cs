using AgentGrains.Inference.Derivation;
using AgentGrains.Inference.Derivation.Prompts;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Consolidation;

/// <summary>Lets a chat model write a note about a segment of episodes. Memory takes only notes that say what was said.</summary>
/// <remarks>Thread-safe if the client is. One call a note.</remarks>
public sealed class ChatNoteWriter : INoteWriter
{
    private const string Instruction = $$"""
        You write a note about the turns of a conversation: what somebody should know who was not there.
        {{DataPrompt.Rules}}

        {"note":"Ann moved to Lisbon on 3 March and looks for a flat near the pier."}
        - Whole sentences in the third person, with the names of those who spoke, and within "tokens" tokens of four letters each.
        - Only what the turns say, in their words where you can: no name, number, date or quotation that is not in them.
        - "extract" holds the most central sentences; say more than they do, or the same in less.
        """;

    private const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["note"],
          "properties": { "note": { "type": "string" } }
        }
        """;

    private readonly ChatStage _stage;

    /// <summary>A writer on a chat model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata; it is not disposed.</param>
    /// <exception cref="InvalidOperationException">The client does not say its model id, or is no model.</exception>
    public ChatNoteWriter(IChatClient client) => _stage = new ChatStage(client, "note writer", Instruction, Schema, version: 1);

    /// <inheritdoc/>
    /// <exception cref="ModelOutputException">The answer cannot be used: no note is written.</exception>
    public async ValueTask<string?> WriteAsync(IReadOnlyList<MemoryRecord> episodes, string extract, int tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        return await _stage.AskAsync<NoteAnswer, string>(PromptData.Of(new TurnWindow([], [.. episodes]), extract, tokens), answer => answer.Read(), cancellationToken);
    }
}

/// <summary>What the note writer's model answers.</summary>
internal sealed record NoteAnswer(string Note)
{
    /// <summary>The note.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public string Read() => string.IsNullOrWhiteSpace(Note) ? throw new FormatException("note is empty") : Note;
}
