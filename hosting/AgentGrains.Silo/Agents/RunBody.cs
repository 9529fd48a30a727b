namespace AgentGrains.Silo;

/// <summary>One turn of a conversation with an agent.</summary>
internal sealed record RunBody
{
    /// <summary>The conversation.</summary>
    public string? Session { get; init; }

    /// <summary>What is said to the agent.</summary>
    public string? Message { get; init; }

    /// <summary>The session, when there is one.</summary>
    /// <exception cref="InvalidMemoryException">There is none.</exception>
    public string RequireSession() => string.IsNullOrWhiteSpace(Session)
        ? throw new InvalidMemoryException("session", "The session is missing; name the conversation, so that later turns belong to it.")
        : Session;

    /// <summary>The message, when there is one.</summary>
    /// <exception cref="InvalidMemoryException">There is none.</exception>
    public string RequireMessage() => string.IsNullOrWhiteSpace(Message)
        ? throw new InvalidMemoryException("message", "The message is missing; say something to the agent.")
        : Message;
}

/// <summary>An agent's answer.</summary>
/// <param name="Text">The answer; numbers in brackets refer to the evidence, counted from 1.</param>
/// <param name="Evidence">What it was given to answer from.</param>
/// <param name="Receipts">The writes that remembered the turn.</param>
/// <param name="Agent">The agent that answered; after a handoff it is not the one that was asked.</param>
/// <param name="Tools">Every tool call of the turn.</param>
internal sealed record RunAnswer(
    string Text, IReadOnlyList<EvidenceBody> Evidence, IReadOnlyList<ReceiptBody> Receipts, string? Agent, IReadOnlyList<ToolCallBody> Tools)
{
    /// <summary>Writes a reply.</summary>
    public static RunAnswer From(AgentReply reply) => new(
        reply.Text, [.. reply.Evidence.Select(EvidenceBody.From)], [.. reply.Receipts.Select(ReceiptBody.From)], reply.Agent,
        [.. (reply.Tools.IsDefault ? [] : reply.Tools).Select(ToolCallBody.From)]);
}

/// <summary>One tool call of a turn.</summary>
/// <param name="Tool">The function, as the model named it.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
/// <param name="Result">What the model was told.</param>
/// <param name="Outcome">answered, failed, timedOut, unknown or overBudget.</param>
internal sealed record ToolCallBody(string Tool, string Arguments, string Result, string Outcome)
{
    /// <summary>Writes a call.</summary>
    public static ToolCallBody From(ToolCall call)
    {
        var outcome = call.Outcome.ToString();
        return new ToolCallBody(call.Tool, call.Arguments, call.Result, char.ToLowerInvariant(outcome[0]) + outcome[1..]);
    }
}
