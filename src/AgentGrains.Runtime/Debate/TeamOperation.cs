using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Debate;

namespace AgentGrains.Runtime.Debate;

/// <summary>What a team's journal holds: that a step was begun, or its result.</summary>
/// <param name="Step">The step.</param>
/// <param name="Result">Its result; null when it was begun.</param>
internal readonly record struct TeamOperation(DebateStep Step, StepResult? Result = null)
{
    private const int Begun = 1;
    private const int Done = 2;

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        var start = writer.Begin(Result is null ? Begun : Done);
        DebateEventCodec.WriteResult(writer, Result ?? new StepResult { Step = Step });
        writer.End(start);
    }

    public static TeamOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = default(TeamOperation);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case Begun: operation = new TeamOperation(DebateEventCodec.ReadResult(reader.Message()).Step); break;
                case Done: operation = Of(DebateEventCodec.ReadResult(reader.Message())); break;
                default: reader.Skip(); break;
            }
        }

        return operation.Step.Team is null ? throw new FormatException("An operation of a team has no step.") : operation;
    }

    private static TeamOperation Of(StepResult result) => new(result.Step, result);

    private static TextPool Pool { get; } = new();
}
