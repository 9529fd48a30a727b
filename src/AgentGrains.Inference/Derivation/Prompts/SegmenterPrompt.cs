namespace AgentGrains.Inference.Derivation.Prompts;

/// <summary>The segmenter's contract.</summary>
internal static class SegmenterPrompt
{
    /// <summary>Grows with every change of prompt, schema or reading.</summary>
    public const int Version = 1;

    public const string Instruction = $$"""
        You cut a conversation into segments, each about one matter.
        {{DataPrompt.Rules}}

        "turns" are to be cut; "earlier" came before them and is only context.
        {"segments":[{"first":1,"last":4,"reason":"continued"},{"first":5,"last":9,"reason":"topic"}]}
        - first and last are numbers of turns. The first segment begins at turn 1, each further one at the turn after the last of the one
          before, and the last one ends at the last turn.
        - reason says why a segment begins: "continued" (it goes on from before), "session" (a conversation begins), "timeGap" (after a
          pause), "topic" (another topic), "surprise" (something unexpected), "length" (the one before was full).
        - A question and its answer stay together. Most segments have 3 to 15 turns.
        """;

    public const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["segments"],
          "properties": {
            "segments": {
              "type": "array",
              "items": {
                "type": "object", "additionalProperties": false, "required": ["first", "last", "reason"],
                "properties": {
                  "first": { "type": "integer" },
                  "last": { "type": "integer" },
                  "reason": { "type": "string", "enum": ["continued", "session", "timeGap", "topic", "surprise", "length"] }
                }
              }
            }
          }
        }
        """;
}
