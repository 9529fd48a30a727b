using System.Collections.Immutable;
using System.Globalization;

namespace AgentGrains;

/// <summary>
/// What was tried once (MINDSTORES): the state things were in, the task, the plan, and how it ended. Kept in procedural memory as a record of kind
/// <see cref="MemoryKind.Case"/>; similar ones are recalled by task and state, successes and failures alike.
/// </summary>
/// <param name="Task">What was to be done.</param>
/// <param name="State">What the situation was.</param>
/// <param name="Plan">What was done.</param>
/// <param name="Succeeded">Whether it was reached.</param>
/// <param name="Outcome">What came of it; for a failure, why it failed.</param>
/// <param name="Steps">How many steps it took; 0 when not counted.</param>
public sealed record Experience(string Task, string State, string Plan, bool Succeeded, string Outcome, int Steps = 0)
{
    private const string TaskLabel = "task";
    private const string StateLabel = "state";
    private const string PlanLabel = "plan";
    private const string OutcomeLabel = "outcome";

    /// <summary>The draft of a case.</summary>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <exception cref="InvalidMemoryException">A part is empty.</exception>
    public MemoryDraft ToDraft(string? key = null)
    {
        foreach (var (name, value) in new[] { (TaskLabel, Task), (StateLabel, State), (PlanLabel, Plan), (OutcomeLabel, Outcome) })
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new InvalidMemoryException(name, $"The {name} of an experience is empty.");
        }

        return new MemoryDraft
        {
            Kind = MemoryKind.Case,
            Key = key,
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"Task: {Fold(Task)}\nState: {Fold(State)}\nPlan: {Fold(Plan)}\n{(Succeeded ? "Succeeded" : "Failed")}{(Steps > 0 ? $" after {Steps} steps" : "")}: {Fold(Outcome)}"),
            Metadata =
            [
                new MetadataEntry("experience", Succeeded ? "success" : "failure"),
                .. Steps > 0 ? [new MetadataEntry("steps", Steps.ToString(CultureInfo.InvariantCulture))] : ImmutableArray<MetadataEntry>.Empty,
            ],
        };
    }

    /// <summary>Reads an experience back from its record; null when the record is none.</summary>
    public static Experience? Of(MemoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var kind = record.Metadata.FirstOrDefault(entry => entry.Name == "experience")?.Value;
        var lines = record.Text.Split('\n');
        if (record.Kind != MemoryKind.Case || kind is null || lines.Length != 4)
            return null;
        var steps = int.TryParse(record.Metadata.FirstOrDefault(entry => entry.Name == "steps")?.Value, CultureInfo.InvariantCulture, out var count) ? count : 0;
        return new Experience(After(lines[0]), After(lines[1]), After(lines[2]), kind == "success", After(lines[3]), steps);

        static string After(string line) => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }

    private static string Fold(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
