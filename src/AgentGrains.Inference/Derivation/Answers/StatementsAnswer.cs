namespace AgentGrains.Inference.Derivation;

/// <summary>What the extractor's model answers.</summary>
internal sealed record StatementsAnswer(StatementAnswer[] Statements);

/// <summary>One statement. Turns are named by number, from 1; days are written yyyy-MM-dd; what does not apply is null or left out.</summary>
internal sealed record StatementAnswer(
    int[] Turns,
    string Text,
    string Type,
    string? Occurred = null,
    string? ValidFrom = null,
    string? ValidTo = null,
    SlotAnswer? Slot = null,
    bool Negated = false,
    string? Name = null,
    string[]? Aliases = null,
    ParticipantAnswer[]? Participants = null,
    double? Confidence = null);

/// <summary>Subject, predicate and value of a statement.</summary>
internal sealed record SlotAnswer(string Subject, string Predicate, string Value, bool MultiValued = false);

/// <summary>Who or what takes part.</summary>
internal sealed record ParticipantAnswer(string Role, string Entity);
