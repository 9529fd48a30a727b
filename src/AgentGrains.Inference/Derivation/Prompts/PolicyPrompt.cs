namespace AgentGrains.Inference.Derivation.Prompts;

/// <summary>The operation policy's contract.</summary>
internal static class PolicyPrompt
{
    /// <summary>Grows with every change of prompt, schema or reading.</summary>
    public const int Version = 1;

    public const string Instruction = $$"""
        You decide what a new statement does to what is known.
        {{DataPrompt.Rules}}

        {"action":"update","target":2,"reason":"a newer address"}
        - "add": it says something that no record says, or that holds beside them; target is null.
        - "update": it takes the place of the record numbered target, which is then history: the same matter, and the statement is newer or
          more exact.
        - "delete": it says no more than that the record numbered target is over. Always so when "negated" is true and a record says what ended.
        - "nothing": it is known. target is the record that says it, or null.
        - A negated statement is never added and never updates. A record that is "fixed" was set by a person: never update or delete it.
        - reason: a few words.
        """;

    public const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["action", "target", "reason"],
          "properties": {
            "action": { "type": "string", "enum": ["add", "update", "delete", "nothing"] },
            "target": { "type": ["integer", "null"] },
            "reason": { "type": "string" }
          }
        }
        """;
}
