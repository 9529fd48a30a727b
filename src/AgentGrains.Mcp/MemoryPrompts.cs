using System.ComponentModel;
using ModelContextProtocol.Server;

namespace AgentGrains.Mcp;

/// <summary>Ways to begin that people choose from a list.</summary>
internal static class MemoryPrompts
{
    public static IEnumerable<McpServerPrompt> Make() =>
    [
        McpServerPrompt.Create(Answer, new McpServerPromptCreateOptions { Name = "answer_from_memory", Title = "Answer from memory" }),
        McpServerPrompt.Create(Reflect, new McpServerPromptCreateOptions { Name = "reflect_on_session", Title = "Keep what matters of this conversation" }),
        McpServerPrompt.Create(FillForm, new McpServerPromptCreateOptions { Name = "fill_form", Title = "Fill a form from memory" }),
    ];

    [Description("Answer a question from memory, with citations, and say when memory does not hold the answer.")]
    private static string Answer([Description("The question")] string question) =>
        $"Call recall with this question: \"{question}\". Answer from what it returns and cite the ids; prefer the latest date where memories disagree. If nothing fits, say so and do not guess.";

    [Description("Go through this conversation and remember what will matter later.")]
    private static string Reflect() =>
        "Go through this conversation. For each lasting fact, preference, decision, plan or lesson call recall to see whether it is known, and remember only what is new or has changed, one "
        + "self-contained sentence each, with names instead of pronouns. Leave out small talk and secrets. Then list what you remembered.";

    [Description("Fill the fields of a form with current values from memory.")]
    private static string FillForm([Description("The fields, separated by commas")] string fields, [Description("Whom they are about; may be empty")] string? subject = null) =>
        $"Call resolve with the fields \"{fields}\"{(string.IsNullOrWhiteSpace(subject) ? "" : $" about {subject}")}. Fill in only what it gives, with its source, and ask me for what is missing or ambiguous.";
}
