using System.Globalization;
using System.Text;
using AgentGrains.Engine.Assembly;

namespace AgentGrains.Engine.Working;

/// <summary>
/// Writes a working memory out for a model within a token budget. What is closed is one line; only what is open is told step by step.
/// When not all fits: blocks first, then open goals, then the latest steps for half of the rest, then what closed subgoals came to (the
/// latest first), then symbols, then older steps.
/// </summary>
/// <remarks>Thread-safe. Every entry is one line: line breaks and control characters are folded, so that no text can forge a line.</remarks>
public static class WorkingRenderer
{
    private const int MostSymbols = 32;

    /// <summary>Writes a working memory out.</summary>
    /// <param name="state">The working memory.</param>
    /// <param name="tokenBudget">Most tokens of the text, at least 1.</param>
    /// <param name="withMessages">False leaves out messages and answers.</param>
    public static WorkingContext Render(WorkingState state, int tokenBudget, bool withMessages = true)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenBudget, 1);
        var sections = new Sections(
            [.. state.Blocks.Values.Where(block => block.Text.Length > 0).Select(block => Line($"({block.Name}) ", block.Text))],
            SymbolLines(state),
            [.. ClosedOf(state).Select(subgoal => Line($"Done {subgoal.Number}: ", $"{subgoal.Goal} — {subgoal.Summary}"))],
            [.. state.Stack.Select(number => Line($"Goal {number}: ", state[number].Goal))],
            [.. StepsOf(state, withMessages).Select(StepLine)]);
        return sections.Pack(tokenBudget * 4L);
    }

    // What is under a closed subgoal is told by that subgoal's own line.
    private static IEnumerable<SubgoalState> ClosedOf(WorkingState state) =>
        state.Subgoals.Where(subgoal => !subgoal.IsOpen && (subgoal.Parent == 0 || state[subgoal.Parent].IsOpen));

    private static IEnumerable<WorkingStep> StepsOf(WorkingState state, bool withMessages) => state.Stack.Aggregate(
            state.Steps.AsEnumerable(), (steps, number) => steps.Concat(state[number].Steps))
        .Where(step => withMessages || step.Kind is not (StepKind.Message or StepKind.Answer));

    private static string[] SymbolLines(WorkingState state)
    {
        if (state.Symbols.IsEmpty)
            return [];
        var names = state.Symbols.Values.Take(MostSymbols).Select(symbol =>
            string.Create(CultureInfo.InvariantCulture, $"<|{symbol.Info.Name}|> ({symbol.Info.Bytes} bytes)"));
        var more = state.Symbols.Count > MostSymbols ? string.Create(CultureInfo.InvariantCulture, $" and {state.Symbols.Count - MostSymbols} more") : "";
        return [$"Symbols: {string.Join(", ", names)}{more}"];
    }

    private static string StepLine(WorkingStep step) => Line(
        step.Kind switch
        {
            StepKind.Action => $"- {step.Actor ?? "did"}: ",
            StepKind.Observation => "  → ",
            StepKind.Thought => "- noted: ",
            StepKind.Answer => $"- {step.Actor ?? "agent"} answered: ",
            _ => $"- {step.Actor ?? "user"} said: ",
        },
        step.Text);

    private static string Line(string lead, string text)
    {
        var line = new StringBuilder();
        ContextAssembler.AppendFolded(line, lead);
        line.Append(lead.EndsWith(' ') && line.Length > 0 && line[^1] != ' ' ? " " : "");
        ContextAssembler.AppendFolded(line, text);
        return line.ToString();
    }

    private sealed class Sections(string[] blocks, string[] symbols, string[] closed, string[] goals, string[] steps)
    {
        private readonly HashSet<(string[] Section, int Line)> _taken = [];
        private long _left;

        public WorkingContext Pack(long bytes)
        {
            _left = bytes;
            Take(blocks, 0, blocks.Length);
            for (var goal = goals.Length - 1; goal >= 0; goal--)
                Take(goals, goal, goal + 1);
            var rest = _left;
            TakeLatest(steps, least: rest / 2);
            TakeLatest(closed, least: 0);
            Take(symbols, 0, symbols.Length);
            TakeLatest(steps, least: 0);

            var text = new StringBuilder();
            foreach (var section in (string[][])[blocks, symbols, closed, goals, steps])
            {
                for (var line = 0; line < section.Length; line++)
                {
                    if (_taken.Contains((section, line)))
                        text.Append(text.Length > 0 ? "\n" : "").Append(section[line]);
                }
            }

            var packed = text.ToString();
            return new WorkingContext(
                packed, ContextAssembler.CountTokens(packed), blocks.Length + symbols.Length + closed.Length + goals.Length + steps.Length - _taken.Count);
        }

        // From the last line backwards while they fit, leaving some bytes for others; a gap in the middle would mislead.
        private void TakeLatest(string[] section, long least)
        {
            for (var line = section.Length - 1; line >= 0; line--)
            {
                if (!_taken.Contains((section, line)) && !TryTake(section, line, least))
                    return;
            }
        }

        private void Take(string[] section, int from, int to)
        {
            for (var line = from; line < to; line++)
                TryTake(section, line, 0);
        }

        private bool TryTake(string[] section, int line, long least)
        {
            var size = Encoding.UTF8.GetByteCount(section[line]) + 1;
            if (_left - size < least - 1)
                return false;
            _left -= size;
            _taken.Add((section, line));
            return true;
        }
    }
}
