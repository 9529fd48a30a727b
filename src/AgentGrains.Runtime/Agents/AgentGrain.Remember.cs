using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Working;

namespace AgentGrains.Runtime.Agents;

internal sealed partial class AgentGrain
{
    private const int MostToolTextUnits = 2_000;      // of a tool result in memory
    private const int MostObservationUnits = 1_000;   // of one in working memory; what is longer is kept under a symbol

    // What was said is remembered before the answer that rests on it, tool results between, so that the answer can name them.
    private async Task<ImmutableArray<MemoryReceipt>> RememberAsync(
        AgentProfile profile, string session, AgentMessage message, AgentContext context, AgentTurnResult result, CancellationToken cancellationToken)
    {
        if (profile.Writes is not { } scope)
            return [];
        var now = clock.GetUtcNow();
        var turn = Guid.CreateVersion7(now).ToString("N");
        var known = WasJustSaid(context.Working, message);
        var receipts = result.HandTo is null
            ? await RememberTurnAsync(profile, session, turn, known ? null : message, context.Recall, result, now, cancellationToken)
            : [];   // the agent that takes over remembers what was said
        await GrainFactory.GetGrain<IWorkingMemoryGrain>(WorkingKey.Of(scope, session))
            .ApplyAsync([.. Steps(turn, known || result.HandTo is not null ? null : message, result)], cancellationToken);
        return receipts;
    }

    private async Task<ImmutableArray<MemoryReceipt>> RememberTurnAsync(
        AgentProfile profile, string session, string turn, AgentMessage? message, RecallResult recall, AgentTurnResult result, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var memory = GrainFactory.GetGrain<IEpisodicMemoryGrain>(profile.Writes!.Key);
        // What it recalled elsewhere and now repeats is no new evidence where it writes.
        if (!recall.Evidence.IsEmpty && !profile.Reads.Contains(profile.Writes))
            await memory.AsReference<IQuarantineSink>().NoteReturnedAsync([.. recall.Evidence.Select(item => item.Record.Text)]);
        var draft = new MemoryDraft { Text = "", Session = session, OccurredAt = now, Source = $"agent:{Name}" };
        var before = ImmutableArray.CreateBuilder<MemoryDraft>();
        if (message is not null)
            before.Add(draft with { Text = message.Text, Actor = message.Speaker ?? "user", Key = $"{turn}:user" });
        var tools = result.Tools.Where(IsProvenance).ToList();
        before.AddRange(tools.Select((call, i) => draft with
        {
            Kind = MemoryKind.Event,
            Text = Cut($"{call.Tool}({call.Arguments}) → {call.Result}", MostToolTextUnits),
            Actor = call.Tool,
            Source = $"tool:{call.Tool}",
            Key = string.Create(CultureInfo.InvariantCulture, $"{turn}:tool{i}"),
        }));
        ImmutableArray<MemoryDraft> answer = string.IsNullOrWhiteSpace(result.Text) ? [] : [draft with { Text = result.Text, Actor = Name, Key = $"{turn}:agent" }];
        if (tools.Count == 0)
        {
            before.AddRange(answer);
            return await RememberUnlessRefusedAsync(memory, before.ToImmutable(), cancellationToken);
        }

        var receipts = await RememberUnlessRefusedAsync(memory, before.ToImmutable(), cancellationToken);
        if (answer.IsEmpty)
            return receipts;
        ImmutableArray<MemoryId> sources = [.. receipts.TakeLast(tools.Count).Select(receipt => receipt.Id).Take(limits.Value.MaxParts)];
        return receipts.AddRange(await RememberUnlessRefusedAsync(memory, [answer[0] with { DerivedFrom = sources }], cancellationToken));
    }

    // What the guard refuses was said and answered all the same, and is not remembered; the memory's log says why.
    private static async Task<ImmutableArray<MemoryReceipt>> RememberUnlessRefusedAsync(
        IEpisodicMemoryGrain memory, ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken)
    {
        try
        {
            return drafts.IsEmpty ? [] : await memory.RememberAsync(drafts, cancellationToken);
        }
        catch (MemoryRejectedException)
        {
            return [];
        }
    }

    // Memory's own tools are remembered by what they did to memory.
    private static bool IsProvenance(ToolCall call) =>
        call.Outcome == ToolOutcome.Answered && !call.Tool.StartsWith($"{AgentProfile.MemoryPlugin}_", StringComparison.Ordinal);

    private IEnumerable<WorkingEdit> Steps(string turn, AgentMessage? message, AgentTurnResult result)
    {
        var edits = new List<WorkingEdit>();
        if (message is not null)
            Add(StepKind.Message, message.Text, message.Speaker ?? "user");
        foreach (var call in result.Tools)
        {
            Add(StepKind.Action, $"{call.Tool}({call.Arguments})", Name);
            var observation = call.Result;
            if (observation.Length > MostObservationUnits)
            {
                var symbol = string.Create(CultureInfo.InvariantCulture, $"result-{turn[^8..]}-{edits.Count}");
                edits.Add(WorkingEdit.Define(symbol, observation));
                observation = $"{Cut(observation, MostObservationUnits / 2)} All of it: <|{symbol}|>";
            }

            Add(StepKind.Observation, observation, call.Tool);
        }

        if (result.HandTo is { } target)
            Add(StepKind.Action, $"handed to {target}{(result.HandNote is { } note ? $": {note}" : "")}", Name);
        else if (!string.IsNullOrWhiteSpace(result.Text))
            Add(StepKind.Answer, result.Text, Name);
        return edits.Select((edit, i) => edit with { Key = string.Create(CultureInfo.InvariantCulture, $"{turn}:{i}") });

        void Add(StepKind kind, string text, string actor) =>
            edits.Add(WorkingEdit.Add(new WorkingStep(kind, Cut(text, working.Value.MaxStepBytes / 3), Cut(actor, 128))));
    }

    // In a talk of several agents that share a session, what one says was remembered when it said it.
    private static bool WasJustSaid(WorkingView? view, AgentMessage message) => view is not null && message.Speaker is { } speaker
        && EarlierTurns.Of(view, int.MaxValue) is [.., { Kind: StepKind.Answer } last] && last.Actor == speaker && last.Text == message.Text;

    private static string Cut(string text, int units)
    {
        if (text.Length <= units)
            return text;
        return string.Concat(text.AsSpan(0, units - 1 - (char.IsHighSurrogate(text[units - 2]) ? 1 : 0)), "…");
    }
}
