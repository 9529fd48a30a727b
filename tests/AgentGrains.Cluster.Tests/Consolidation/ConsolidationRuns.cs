using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using Xunit;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Runs to their end, whatever comes between, and memories as bytes.</summary>
internal static class ConsolidationRuns
{
    private static readonly (string Question, string Answer)[] Questions = [("Where is the spare key?", "blue flower pot"), ("When does the ferry leave?", "17:40"), ("Who feeds the cats?", "Clara")];

    // What a silo's death does to a run, storage does here: whoever asks next goes on with it.
    public static async Task<ConsolidationRun> RunAsync(IScopedMemory memory, bool begins = true)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var run = (begins && tries == 0) || (await memory.Consolidation.ListAsync()).IsEmpty ? await memory.Consolidation.StartAsync() : (await memory.Consolidation.ListAsync())[0];
                if (run.Status != ConsolidationStatus.Running)
                    return run;
            }
            catch (WriteUncertainException)
            {
            }

            Assert.True(tries < 400, "The run does not end.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Every record in canonical form, in the order of the list.</summary>
    public static async Task<ImmutableArray<string>> BytesAsync(IScopedMemory memory)
    {
        var bytes = ImmutableArray.CreateBuilder<string>();
        await foreach (var record in memory.ListAsync())
        {
            var writer = new FieldWriter();
            OperationCodec.WriteRecord(writer, record);
            bytes.Add(Convert.ToHexString(writer.Written));
        }

        return bytes.ToImmutable();
    }

    /// <summary>Forty lines of a ledger, and a talk that some of can be left out.</summary>
    public static async Task FillAsync(IScopedMemory memory)
    {
        var at = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
        string[] said =
        [
            "Hey Bob! So good to see you here again. The spare key is under the blue flower pot by the kitchen door. That is just great, really so great!", "Thanks, that sounds really great!",
            "The ferry to the island leaves at 17:40 from the new pier. Isn't that great? So happy for you!", "Clara feeds the cats while we are away. Wow, that is so kind! You are the best.",
            "Clara feeds the cats while we are away. Wow, that is so kind! You are the best.", "So glad, that is lovely!",
        ];
        await memory.RememberAsync([.. Enumerable.Range(0, 40).Select(i => Draft($"The ledger of the greenhouse lists orchids, ferns and palms in row {i}.", "Ann"))]);
        await memory.RememberAsync([.. said.Select((text, i) => Draft(text, i % 2 == 0 || i == 3 ? "Ann" : i == 1 ? "Bob" : "Ann"))]);
        await memory.RememberAsync(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann lives in Lisbon.", Slot = new Slot("Ann", "home city", "Lisbon") });

        MemoryDraft Draft(string text, string actor) => new() { Text = text, Actor = actor, Session = "s1", OccurredAt = at };
    }

    /// <summary>What was said is still answered.</summary>
    public static async Task AssertAnsweredAsync(IScopedMemory memory)
    {
        foreach (var (question, answer) in Questions)
        {
            for (var (tries, wrong) = (0, 0); ; tries++)
            {
                var found = await memory.RecallAsync(question);
                if (found.Context.Contains(answer, StringComparison.Ordinal))
                    break;
                var isPartial = found.Flags.Contains(RecallRemark.Partial);   // it says itself that a memory did not answer: its silo was killed
                wrong += isPartial ? 0 : 1;
                Assert.True(wrong < 20 && tries < 300, $"{question} {found.Context}");   // an activation that failed reads storage again
                if (isPartial)
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
