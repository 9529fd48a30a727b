using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Consolidation;

namespace AgentGrains.Runtime.Memory;

// A log of several chapters is tidied chapter by chapter, by the chapters themselves: a page is of one of them. The front door brings together what
// two of them have to say of one step, and asks again just before the step is taken.
internal abstract partial class MemoryGrain
{
    public ValueTask<ImmutableArray<MemoryId?>> FindTwinsAsync(ImmutableArray<Saying> sayings)
    {
        ThrowIfDamaged();
        return new([.. sayings.Select(Tidier.FindTwin)]);
    }

    public ValueTask<ImmutableArray<MemoryRecord>> FindStandingAsync(ImmutableArray<MemoryId> ids)
    {
        ThrowIfDamaged();
        return new([.. ids.Select(Tidier.Standing).OfType<MemoryRecord>()]);
    }

    private async ValueTask<ConsolidationPlan> PlanBehindAsync(ChapterChain chain, long position, int take, bool withTexts)
    {
        var rules = await services.Rules.FindAsync(Scope.Tenant);
        var (plan, next, number) = await PageAsync(
            chain, position, (chapter, from) => chapter?.AsReference<IConsolidationSink>().PlanAsync(from, take, withTexts) ?? new(PlanHere(from, take, withTexts, rules)),
            page => page.IsEnd ? null : page.Next);
        plan = plan with { Next = next ?? Chapters.Position(number, plan.Next), IsEnd = next is null };
        if (plan.Sayings.IsEmpty)
            return plan;

        // The earliest of all stands; earlier chapters are tidied by now, so what is in their index stays there.
        var links = await chain.GetAsync();
        var finds = await Task.WhenAll(Enumerable.Range(0, number).Select(earlier => TidiedPart(earlier, links).FindTwinsAsync(plan.Sayings).AsTask()));
        var twins = plan.Sayings.Select((saying, i) => (saying.Id, For: finds.Select(find => find[i]).FirstOrDefault(find => find is not null)))
            .Where(twin => twin.For is not null).ToDictionary(twin => twin.Id, twin => twin.For);
        return plan with
        {
            Sayings = [],
            Texts = plan.Texts.RemoveAll(text => twins.ContainsKey(text.Id)),
            Steps =
            [
                .. plan.Steps.Where(step => !twins.ContainsKey(step.Id)).Concat(twins.Select(twin => new ConsolidationStep(twin.Key, ConsolidationKind.Twin, For: twin.Value)))
                    .OrderBy(step => step.Id),
            ],
        };
    }

    // What rests in later chapters for what is gone from an earlier one. Also when that was gone already: a crash may have come between the two.
    private async ValueTask AwakenBehindAsync(ImmutableArray<MemoryId> gone)
    {
        if (Behind is { } chain)
            await Task.WhenAll((await chain.GetAsync()).Select(link => link.As<IChapterConsolidation>().AwakenAsync(gone).AsTask()));
    }

    private async ValueTask<AppliedSteps> ApplyBehindAsync(ChapterLink owner, string run, ImmutableArray<ConsolidationStep> steps)
    {
        var links = await Behind!.GetAsync();
        var standing = await Task.WhenAll(
            from id in steps.Select(step => step.For).OfType<MemoryId>().Distinct()
            where Chapters.FingerprintOf(id) != owner.Fingerprint
            group id by Link(id, links)?.Number ?? 0 into part
            select TidiedPart(part.Key, links).FindStandingAsync([.. part]).AsTask());
        return await owner.As<IChapterConsolidation>().ApplyHereAsync(run, steps, [.. standing.SelectMany(records => records)]);
    }

    /// <summary>The chapter behind this one that holds a place of the journal; null for this one.</summary>
    private async ValueTask<IConsolidationSink?> ChapterAtAsync(long sequence) =>
        Chapters.OfSequence(sequence) is var number && number != _chapter && Behind is { } chain && await chain.GetAsync() is var links && number <= links.Length
            ? links[number - 1].As<IConsolidationSink>()
            : null;

    private IChapterConsolidation TidiedPart(int number, ImmutableArray<ChapterLink> links) => number == 0 ? this : links[number - 1].As<IChapterConsolidation>();
}
