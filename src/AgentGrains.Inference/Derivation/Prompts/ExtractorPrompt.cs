using System.Globalization;

namespace AgentGrains.Inference.Derivation.Prompts;

/// <summary>The extractor's contract.</summary>
internal static class ExtractorPrompt
{
    /// <summary>Grows with every change of prompt, schema or reading.</summary>
    public const int Version = 1;

    public const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["statements"],
          "properties": {
            "statements": {
              "type": "array",
              "items": {
                "type": "object", "additionalProperties": false,
                "required": ["turns", "text", "type", "occurred", "validFrom", "validTo", "slot", "negated", "name", "aliases", "participants", "confidence"],
                "properties": {
                  "turns": { "type": "array", "items": { "type": "integer" } },
                  "text": { "type": "string" },
                  "type": { "type": "string", "enum": ["fact", "entity", "relation", "preference", "decision", "openQuestion", "event"] },
                  "occurred": { "type": ["string", "null"], "format": "date" },
                  "validFrom": { "type": ["string", "null"], "format": "date" },
                  "validTo": { "type": ["string", "null"], "format": "date" },
                  "slot": {
                    "type": ["object", "null"], "additionalProperties": false, "required": ["subject", "predicate", "value", "multiValued"],
                    "properties": {
                      "subject": { "type": "string" },
                      "predicate": { "type": "string" },
                      "value": { "type": "string" },
                      "multiValued": { "type": "boolean" }
                    }
                  },
                  "negated": { "type": "boolean" },
                  "name": { "type": ["string", "null"] },
                  "aliases": { "type": "array", "items": { "type": "string" } },
                  "participants": {
                    "type": "array",
                    "items": {
                      "type": "object", "additionalProperties": false, "required": ["role", "entity"],
                      "properties": {
                        "role": { "type": "string", "enum": ["agent", "object", "recipient", "place", "time", "mention"] },
                        "entity": { "type": "string" }
                      }
                    }
                  },
                  "confidence": { "type": "number" }
                }
              }
            }
          }
        }
        """;

    private const string Contract = $$"""
        You take statements worth remembering from a conversation: facts, preferences, plans, decisions, events, names.
        {{DataPrompt.Rules}}

        Take statements from "turns"; "earlier" came before them and only tells what "she" or "there" refers to.
        {"statements":[{"turns":[2],"text":"Ann moved to Lisbon on 2023-03-04.","type":"fact","occurred":"2023-03-04","validFrom":"2023-03-04",
        "validTo":null,"slot":{"subject":"Ann","predicate":"lives in","value":"Lisbon","multiValued":false},"negated":false,"name":null,
        "aliases":[],"participants":[{"role":"agent","entity":"Ann"},{"role":"place","entity":"Lisbon"}],"confidence":0.9}]}
        - turns: the numbers of the turns that say it.
        - text: one sentence that is understood alone: names instead of "I" and "she", dates instead of "yesterday". Nothing that was not said.
        - type: "entity" for what something is called (name, and aliases as other names; name is null for every other type), "openQuestion" for
          what is not settled, "decision" for what was settled, else "relation", "preference", "event" or "fact".
        - occurred: the day it happened, null if it is the day it was said. validFrom, validTo: first day it holds and first day it no longer
          does, null if not said. Days are written yyyy-MM-dd.
        - slot: subject, predicate and value if it has that form, else null. The predicate is short and in the present tense, such as "lives in",
          "works at", "likes", "has adopted". multiValued: several values hold at once, as with "likes".
        - negated: true if it says that what the slot says is over; then it has a slot.
        - participants: who or what takes part. confidence: 0 to 1.
        - Greetings, thanks, small talk and questions make no statement. Nothing worth remembering: {"statements":[]}
        """;

    /// <summary>The instruction, with the limit that holds.</summary>
    public static string Instruction(int mostPerTurn) =>
        string.Create(CultureInfo.InvariantCulture, $"{Contract}\n- At most {mostPerTurn} statements of one turn, each of at most {AnswerRules.MaxText} characters.");
}
