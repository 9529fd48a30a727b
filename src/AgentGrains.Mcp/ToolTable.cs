namespace AgentGrains.Mcp;

/// <summary>What clients are told of each tool, and who gets it. A tool that is not here is not served.</summary>
internal static class ToolTable
{
    public static IReadOnlyDictionary<string, ToolRow> Rows { get; } = new Dictionary<string, ToolRow>(StringComparer.Ordinal)
    {
        ["remember"] = new("Remember", McpAccess.Write),
        ["recall"] = new("Recall", McpAccess.Read, Reads: true),
        ["resolve"] = new("Fill in values", McpAccess.Read, Reads: true),
        ["report_outcome"] = new("Report an outcome", McpAccess.Write, Idempotent: true),
        ["forget"] = new("Forget", McpAccess.Write, Destructive: true, Idempotent: true),
        ["list_held"] = new("List what is held", McpAccess.Read, Reads: true),
        ["review_held"] = new("Release or purge", McpAccess.Review, Destructive: true, Idempotent: true),
        ["open_subgoal"] = new("Open a subgoal", McpAccess.Write),
        ["close_subgoal"] = new("Close the subgoal", McpAccess.Write),
        ["reopen_subgoal"] = new("Reopen a subgoal", McpAccess.Write, Idempotent: true),
        ["note"] = new("Note for this session", McpAccess.Write),
        ["read_blocks"] = new("Read core blocks", McpAccess.Read, Reads: true),
        ["edit_block"] = new("Edit a core block", McpAccess.Write),
        ["keep"] = new("Keep a long content", McpAccess.Write, Idempotent: true),
        ["expand"] = new("Expand symbols", McpAccess.Read, Reads: true),
        ["store_document"] = new("Store a document", McpAccess.Write, Idempotent: true),
        ["read_document"] = new("Read a document", McpAccess.Read, Reads: true),
        ["list_documents"] = new("List documents", McpAccess.Read, Reads: true),
        ["lessons"] = new("Lessons learnt", McpAccess.Read, Reads: true),
        ["start_debate"] = new("Start a debate", McpAccess.Write, Idempotent: true),
        ["debate_status"] = new("How a debate stands", McpAccess.Read, Reads: true),
    };
}

/// <summary>One tool.</summary>
/// <param name="Title">For people.</param>
/// <param name="Access">The least that a client must be allowed.</param>
/// <param name="Reads">It changes nothing.</param>
/// <param name="Destructive">It takes something away.</param>
/// <param name="Idempotent">The same call again changes nothing more.</param>
internal sealed record ToolRow(string Title, McpAccess Access, bool Reads = false, bool Destructive = false, bool Idempotent = false);
