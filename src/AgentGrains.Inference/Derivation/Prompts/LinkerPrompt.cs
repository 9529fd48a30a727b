namespace AgentGrains.Inference.Derivation.Prompts;

/// <summary>The linker's contract.</summary>
internal static class LinkerPrompt
{
    /// <summary>Grows with every change of prompt, schema or reading.</summary>
    public const int Version = 1;

    public const string Instruction = $$"""
        You find which notes a new statement should be linked to, so that whoever reads one finds the other.
        {{DataPrompt.Rules}}

        {"links":[1,3]}
        - links: numbers of those "records" that are about the same person, thing, place or event as "statement", or explain it, or follow from
          it. At most 5, the closest ones. A shared speaker alone links nothing. None: {"links":[]}
        """;

    public const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["links"],
          "properties": { "links": { "type": "array", "items": { "type": "integer" } } }
        }
        """;
}
