using System.Diagnostics;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>LoCoMo conversations as memories: a scope each.</summary>
internal static class LocomoMemory
{
    public const string Tenant = "locomo";

    public static string NameOf(LocomoConversation conversation) => $"session:{conversation.Id}";

    /// <summary>Remembers a conversation, session by session, and waits for what is derived and for the vectors.</summary>
    /// <param name="silo">Where.</param>
    /// <param name="conversation">What.</param>
    /// <param name="dialogs">Gets the turn of each record.</param>
    /// <param name="derive">Whether something is derived from it.</param>
    /// <param name="reached">Told before each session when it was.</param>
    /// <param name="tenant">Whose.</param>
    /// <returns>How long it took, without the wait for vectors.</returns>
    public static async Task<TimeSpan> LoadAsync(
        BenchmarkSilo silo, LocomoConversation conversation, Dictionary<MemoryId, string> dialogs, bool derive, Action<DateTimeOffset>? reached = null, string tenant = Tenant)
    {
        var memory = silo.Memory.Scope(tenant, NameOf(conversation));
        var started = Stopwatch.GetTimestamp();
        MemoryReceipt? last = null;
        foreach (var session in conversation.Turns.GroupBy(turn => turn.Session))
        {
            var turns = session.ToList();
            reached?.Invoke(turns[0].At);
            var receipts = await memory.RememberAsync([.. turns.Select(Draft)]);
            foreach (var (turn, receipt) in turns.Zip(receipts))
                dialogs[receipt.Id] = turn.DialogId;
            last = receipts[^1];
        }

        if (derive)
            await silo.Memory.RecallAsync(tenant, new RecallRequest { Query = "anything", Scopes = [memory.Scope], Watermark = last!.Watermark });
        var took = Stopwatch.GetElapsedTime(started);
        await EmbeddingWait.ForAsync(silo, memory.Scope);
        return took;
    }

    private static MemoryDraft Draft(LocomoTurn turn) => new()
    {
        Text = turn.Text,
        Actor = turn.Speaker,
        Session = turn.Session,
        OccurredAt = turn.At,
        Key = turn.DialogId,
        Metadata = [new MetadataEntry("dialog", turn.DialogId)],
    };
}
