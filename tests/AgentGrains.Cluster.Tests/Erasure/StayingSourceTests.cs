using AgentGrains.Runtime.Derivation;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>A note goes with any of the turns it tells of; what it says of those that stay is nobody's loss.</summary>
public sealed class StayingSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_note_says_of_turns_that_stay_may_be_said_again_and_stays_where_it_is_quoted()
    {
        await using var cluster = await MemoryCluster.StartAsync(silo: static host => host.UseInMemoryReminderService());
        var memory = cluster.Memory.Scope("acme", "user:ann");
        var goes = await memory.RememberAsync("I live in Quixotopia.", actor: "Ann");
        var stays = await memory.RememberAsync("Clara feeds the cats on Sundays.", actor: "Ann");
        var note = await NoteAsync(cluster, memory, "Ann: I live in Quixotopia.\nAnn: Clara feeds the cats on Sundays.\nAnn has a house there.", goes.Id, stays.Id);
        var digest = await NoteAsync(cluster, memory, "Clara feeds the cats on Sundays, and Ann lives in Quixotopia.\nClara feeds the cats on Sundays.", note);
        var working = memory.Working("monday");
        await working.ApplyAsync([WorkingEdit.Open("Mind that Clara feeds the cats on Sundays."), WorkingEdit.Add(new WorkingStep(StepKind.Observation, "Ann: I live in Quixotopia.")),
            WorkingEdit.Add(new WorkingStep(StepKind.Observation, "Clara feeds the cats on Sundays, and Ann lives in Quixotopia."))], Token);

        Assert.Equal([goes.Id, note, digest], (await memory.EraseRecordsAsync([goes.Id], Token)).Records);

        Assert.Equal(["Clara feeds the cats on Sundays."], await memory.ListAsync(Token).Select(record => record.Text).ToListAsync(Token));
        var open = await working.GetAsync(Token);
        Assert.Equal("Mind that Clara feeds the cats on Sundays.", Assert.Single(open.Subgoals).Goal);
        Assert.DoesNotContain("Quixotopia", System.Text.Json.JsonSerializer.Serialize(open), StringComparison.Ordinal);
        await memory.RememberAsync(new MemoryDraft { Text = "Clara feeds the cats on Sundays.", Actor = "Bob", Key = "again" }, Token);
        foreach (var text in new[] { "Ann's home is in Quixotopia.", "Ann has a house there.", "Ann lives in Quixotopia, and Clara feeds the cats on Sundays." })
            await Assert.ThrowsAsync<MemoryRejectedException>(async () => await memory.RememberAsync(new MemoryDraft { Text = text }, Token));
    }

    private static async Task<MemoryId> NoteAsync(MemoryCluster cluster, IScopedMemory memory, string text, params MemoryId[] from)
    {
        TenantContext.Set("acme");
        var grain = cluster.Grains.GetGrain<ISemanticMemoryGrain>(memory.Scope.Key);
        var draft = new MemoryDraft { Text = text, Kind = MemoryKind.Note, DerivedFrom = [.. from] };
        Assert.True(await grain.AsReference<IProposalSink>().ProposeAsync(
            [new MemoryProposal { Kind = OperationKind.Add, Key = text[..20] + from.Length, Draft = draft, Evidence = [.. from], Producer = new ProducerVersion("notes", 1) }],
            (await grain.GetStatusAsync(Token)).Sequence));
        return (await memory.ListAsync(Token).SingleAsync(record => record.Text == text, Token)).Id;
    }
}
