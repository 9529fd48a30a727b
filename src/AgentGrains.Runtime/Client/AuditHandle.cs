using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>The audit of one scope, seen from a client. Chains are followed where they are, a page at a time; histories are replayed here.</summary>
internal sealed class AuditHandle(Scope scope, Func<MemoryType, IMemoryGrain> memory, WriteRetry retry) : IMemoryAudit
{
    public async ValueTask<AuditReport> VerifyAsync(IReadOnlyCollection<AuditHead>? kept = null, CancellationToken cancellationToken = default)
    {
        var verdicts = ImmutableArray.CreateBuilder<AuditVerdict>();
        foreach (var type in Enum.GetValues<MemoryType>())
            await VerifyAsync(type, [.. kept?.Where(head => head.Type == type) ?? []], verdicts, cancellationToken);
        return new AuditReport(verdicts.ToImmutable());
    }

    public async IAsyncEnumerable<AuditEntry> ReadAsync(MemoryType type, long afterSequence = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var state = new MemoryState(scope, type);
        for (long? sequence = 0; sequence is { } after;)
        {
            TenantContext.Set(scope.Tenant);
            var page = await retry.RunAsync(
                static (call, token) => call.Grain.ReadOperationsAsync(call.after, PageSize.Max, token), (Grain: memory(type), after), cancellationToken);
            foreach (var operation in page)
            {
                if (Chapters.OfSequence(operation.Sequence) is var chapter && chapter != state.Chapter)
                    state = new MemoryState(scope, type, chapter);
                var before = state.Find(operation.Target);
                state.Apply(operation);
                if (operation.Sequence > afterSequence)
                    yield return new AuditEntry(operation, before, state.Find(operation.Target));
            }

            sequence = page.Length == PageSize.Max ? page[^1].Sequence : null;
        }
    }

    // A log in chapters has a chain in each. What a kept head was taken of must be there, whatever the memory says of its chapters now.
    private async ValueTask VerifyAsync(MemoryType type, ImmutableArray<AuditHead> kept, ImmutableArray<AuditVerdict>.Builder verdicts, CancellationToken cancellationToken)
    {
        var chapter = 0;
        while (await AddAsync(chapter))
            chapter++;
        foreach (var missing in kept.Select(static head => Chapters.OfSequence(head.Sequence)).Where(number => number > chapter).Distinct().Order())
            _ = await AddAsync(missing);

        async ValueTask<bool> AddAsync(int number)
        {
            var head = kept.Where(head => Chapters.OfSequence(head.Sequence) == number).MaxBy(static head => head.Sequence);
            var verdict = await VerifyAsync(type, number, head, cancellationToken);
            var holds = verdict.Head.Sequence > Chapters.SequenceBefore(number);
            if (number == 0 || holds || verdict.BrokenAt is not null)
                verdicts.Add(verdict);
            return holds;
        }
    }

    private async ValueTask<AuditVerdict> VerifyAsync(MemoryType type, int chapter, AuditHead? kept, CancellationToken cancellationToken)
    {
        var (at, chainedFrom) = (new AuditHead(type, Chapters.SequenceBefore(chapter), ""), 0L);
        try
        {
            for (var link = ImmutableArray<byte>.Empty; ;)
            {
                // A page ends where a kept head stands, so that the link there is seen.
                var take = kept is not null && kept.Sequence > at.Sequence ? (int)Math.Min(PageSize.Max, kept.Sequence - at.Sequence) : PageSize.Max;
                TenantContext.Set(scope.Tenant);
                var stretch = await retry.RunAsync(
                    static (call, token) => call.Grain.FollowChainAsync(call.Sequence, call.link, call.take, token), (Grain: memory(type), at.Sequence, link, take), cancellationToken);
                var isCut = chainedFrom > 0 && stretch.Sequence > at.Sequence && stretch.ChainedFrom != at.Sequence + 1;
                var broken = isCut ? at.Sequence + 1 : stretch.BrokenAt;
                chainedFrom = chainedFrom > 0 ? chainedFrom : stretch.ChainedFrom;
                (at, link) = (new AuditHead(type, stretch.Sequence, Convert.ToHexStringLower(stretch.Link.AsSpan())), stretch.Link);
                if (broken is not null)
                    return new AuditVerdict(at, chainedFrom, broken, "The operation's link does not follow: it, or one before it, is not what was written.");
                if (kept?.Sequence == at.Sequence && !string.Equals(kept.Link, at.Link, StringComparison.OrdinalIgnoreCase))
                    return new AuditVerdict(at, chainedFrom, at.Sequence, "The chain leads to another link than the one that was kept: the history was written anew.");
                if (!stretch.IsEnd)
                    continue;
                return kept is not null && kept.Sequence > at.Sequence
                    ? new AuditVerdict(at, chainedFrom, at.Sequence + 1, $"The history ends here, and reached to operation {kept.Sequence} when the head was kept.")
                    : new AuditVerdict(at, chainedFrom, null, null);
            }
        }
        catch (JournalCorruptedException damage)
        {
            return new AuditVerdict(at, chainedFrom, at.Sequence + 1, damage.Message);
        }
    }
}
