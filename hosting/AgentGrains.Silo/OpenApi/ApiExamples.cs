using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AgentGrains.Silo;

/// <summary>Puts an example into every operation that takes something, and opens the operations that need no key.</summary>
internal sealed class ApiExamples : IOpenApiOperationTransformer
{
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["remember"] = """
            { "items": [
              { "text": "I moved to Lisbon in May, the flat looks over the river.", "actor": "Ann", "session": "spring",
                "occurredAt": "2026-05-03T09:30:00Z", "key": "chat-17" },
              { "kind": "belief", "text": "Ann lives in Lisbon.", "validFrom": "2026-05-01",
                "slot": { "subject": "Ann", "predicate": "lives in", "value": "Lisbon" }, "metadata": { "reviewed": "yes" } } ] }
            """,
        ["recall"] = """
            { "query": "Where did Ann move to?", "scopes": ["user:ann"], "limit": 5, "tokenBudget": 800, "filter": { "actor": "Ann" } }
            """,
        ["resolve"] = """
            { "scopes": ["user:ann"], "subject": "Ann", "fields": [{ "name": "homeCity" }, { "name": "allergies", "many": true }] }
            """,
        ["setRules"] = """
            { "version": 0, "retention": [{ "kind": "turn", "days": 365 }],
              "consolidation": { "mode": "stage", "canaryPercent": 5, "untouched": ["belief"], "approvers": ["ops"] },
              "quarantine": [{ "source": "web:*" }], "by": "ann", "reason": "A year of chats is enough." }
            """,
        ["stageConsolidation"] = """
            { "sessions": ["monday"], "percent": 5 }
            """,
        ["promoteConsolidation"] = """
            { "reason": "ops: two days without a complaint" }
            """,
        ["settleMove"] = """
            { "move": "0198f2d4c1de7a3c9d5e6f7081920a1b", "phase": "fenced", "elsewhere": "https://elsewhere:5180/v1/tenants/globex/scopes/user:bea" }
            """,
        ["dropConsolidation"] = """
            { "reason": "The gists of the ledger read badly." }
            """,
        ["setLimits"] = """
            { "maxScopes": 100000, "maxRecordsPerMemory": 1000000, "maxRecords": 5000000, "maxBytes": 2000000000, "requestsPerSecond": 200 }
            """,
        ["startDebate"] = """
            { "task": { "id": "ann-home", "family": "facts",
                "problem": "{\"subject\":\"Ann\",\"predicate\":\"lives in\",\"scopes\":[\"agent:ana\",\"agent:ben\"],\"at\":\"2026-05-03T00:00:00Z\"}" },
              "teams": ["ana", "ben"], "rounds": 2, "bank": "team:archive" }
            """,
        ["cancelDebate"] = """
            { "reason": "The question was answered otherwise." }
            """,
        ["reportOutcome"] = """
            { "recallId": "019e2a7b3c4d7e8f9a0b1c2d3e4f5a6b", "used": ["e-01HZX3M9Q2000G000123456789"], "success": true }
            """,
        ["editSession"] = """
            { "edits": [
              { "kind": "openSubgoal", "text": "Find a train to Porto", "key": "e1" },
              { "kind": "addStep", "step": { "kind": "observation", "text": "The 9:40 is the cheapest.", "actor": "timetable" } },
              { "kind": "closeSubgoal", "text": "The 9:40." },
              { "kind": "setBlock", "name": "human", "text": "Ann likes trains.", "version": 0 } ] }
            """,
        ["expandSymbols"] = """
            { "text": "Compare <|timetable|> with what Ann said." }
            """,
        ["putResource"] = """
            { "title": "Boiler manual", "summary": "Bleeding the radiators, setting the pressure.", "mediaType": "text/markdown", "content": "# Radiators\nOpen the valve …" }
            """,
        ["setSecret"] = """
            { "value": "hunter2", "caption": "Wi-Fi at Ann's" }
            """,
        ["grantSecret"] = """
            { "holder": "buyer" }
            """,
        ["readSecret"] = """
            { "holder": "buyer", "token": "1.3fb0…" }
            """,
        ["reviseLessons"] = """
            { "role": "billing", "edits": [{ "kind": "add", "text": "Check the order date before a refund." }, { "kind": "upVote", "number": 1 }], "key": "l1" }
            """,
        ["learnConcepts"] = """
            { "concepts": [{ "name": "refund", "kind": "routine", "cues": ["a customer wants the money back"], "implementation": ["Check the order date."] }] }
            """,
        ["selectConcepts"] = """
            { "problem": "She says it arrived broken.", "limit": 3 }
            """,
        ["rememberExperience"] = """
            { "task": "open the blue door", "state": "the hall is dark", "plan": "use the brass key", "succeeded": true, "outcome": "it opened", "steps": 2, "key": "x1" }
            """,
        ["recallExperiences"] = """
            { "task": "How do I open the blue door?" }
            """,
        ["publishSkills"] = """
            { "skills": [{ "name": "short", "text": "Answer in a line." }, { "name": "long", "text": "Explain all." }], "note": "first", "key": "s1" }
            """,
        ["chooseSkills"] = """
            { "context": "chat" }
            """,
        ["rewardSkills"] = """
            { "choice": { "version": 1, "context": "chat", "skills": [{ "name": "short", "text": "Answer in a line." }] }, "reward": 1, "key": "r1" }
            """,
        ["configureAgent"] = """
            { "persona": "You help Ann plan her week and cite what you know.", "reads": ["user:ann", "agent:planner"], "writes": "agent:planner" }
            """,
        ["hold"] = """
            { "reason": "Ann says she never said this." }
            """,
        ["release"] = """
            { "reason": "Checked with Ann." }
            """,
        ["purge"] = """
            { "reason": "It sends questions about one account to another." }
            """,
        ["setGuard"] = """
            { "mode": "observe" }
            """,
        ["setSource"] = """
            { "source": "import", "standing": "vouched", "reason": "Our own records." }
            """,
        ["runAgent"] = """
            { "session": "monday", "message": "What did Ann say about Lisbon?" }
            """,
    };

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["tenant"] = "demo",
        ["scope"] = "user:ann",
        ["agent"] = "planner",
        ["debate"] = "ann-home",
        ["id"] = "e-01HZX3M9Q2000G000123456789",
        ["asOf"] = "2026-05-03T09:30:00Z",
    };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.OperationId is { } id && Bodies.TryGetValue(id, out var body))
        {
            foreach (var media in operation.RequestBody?.Content?.Values.OfType<OpenApiMediaType>() ?? [])
                media.Example = JsonNode.Parse(body);
        }

        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (Parameters.TryGetValue(parameter.Name ?? "", out var value))
                parameter.Example = value;
        }

        if (context.Description.RelativePath?.StartsWith("health", StringComparison.Ordinal) == true)
            operation.Security = [];
        return Task.CompletedTask;
    }
}
