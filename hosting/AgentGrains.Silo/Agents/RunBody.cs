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
internal sealed record RunAnswer(string Text, IReadOnlyList<EvidenceBody> Evidence, IReadOnlyList<ReceiptBody> Receipts)
{
    /// <summary>Writes a reply.</summary>
    public static RunAnswer From(AgentReply reply) =>
        new(reply.Text, [.. reply.Evidence.Select(EvidenceBody.From)], [.. reply.Receipts.Select(ReceiptBody.From)]);
}
