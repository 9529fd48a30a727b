using System.Collections.Immutable;

namespace AgentGrains.Engine.Guard;

/// <summary>What evidence may be acted on.</summary>
/// <param name="Kept">The evidence that may, in its order, with votes.</param>
/// <param name="Disputed">What may not.</param>
/// <param name="Warnings">Lessons that bear on the question or on what was disputed.</param>
internal readonly record struct ConsensusResult(ImmutableArray<Evidence> Kept, ImmutableArray<MemoryId> Disputed, ImmutableArray<string> Warnings);

/// <summary>
/// The last look before evidence is acted on: a record that asks about one identifier and acts on another is not followed, nor one that a lesson
/// knows, nor a value of a single-valued slot that more independent sources contradict. Votes are counted by source: many records of one source
/// are one voice (A-MemGuard's consensus, which a majority from one source would defeat).
/// </summary>
internal static class Consensus
{
    // Looked at when it was written and found clean, or released by a person: the text need not be looked at again.
    private const float Vouched = 0.79f;

    public static ConsensusResult Check(string query, ImmutableArray<Evidence> evidence, Ledger ledger, GuardOptions options)
    {
        HashSet<MemoryId>? disputed = null;
        List<string>? warnings = null;
        foreach (var item in evidence)
        {
            if (IsAssessed(item.Record) && ledger.Lessons.IsEmpty)
                continue;
            var done = AskedAndActed.Read(item.Record.Text);
            if (Lessons.Match(item.Record.Text, done, ledger.Lessons) is { } lesson && !IsLesson(item.Record))
            {
                (disputed ??= []).Add(item.Record.Id);
                (warnings ??= []).Add(lesson.Text);
            }
            else if (!IsAssessed(item.Record) && IsUnfaithful(item.Record, done))
            {
                (disputed ??= []).Add(item.Record.Id);
            }
        }

        OutvotedSlots(evidence, options, ref disputed);
        foreach (var lesson in Lessons.About(query, ledger.Lessons))
            (warnings ??= []).Add(lesson.Text);
        var kept = disputed is null ? evidence : evidence.RemoveAll(item => disputed.Contains(item.Record.Id));
        return new ConsensusResult(
            Vote(kept, options), disputed is null ? [] : [.. evidence.Select(item => item.Record.Id).Where(disputed.Contains)],
            warnings is null ? [] : [.. warnings.Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsAssessed(MemoryRecord record) => record.Trust is >= Vouched and < 1;

    private static bool IsLesson(MemoryRecord record) => record.Kind == MemoryKind.Lesson && record.Provenance.Source == "guard";

    private static bool IsUnfaithful(MemoryRecord record, AskedAndActed? done)
    {
        if (IsLesson(record))
            return false;
        if (done is { IsAnswer: false } && done.Strangers().Any())
            return true;
        var reasons = new List<GuardReason>();
        TextSignals.Scan(record.Text, done, reasons);
        return reasons.Sum(reason => reason.Weight) >= 0.5f;
    }

    // A value falls when the voices for another weigh at least twice as much and are at least two.
    private static void OutvotedSlots(ImmutableArray<Evidence> evidence, GuardOptions options, ref HashSet<MemoryId>? disputed)
    {
        var matters = evidence.Where(item => item.Record.Slot is { MultiValued: false }).GroupBy(item => (Fold(item.Record.Slot!.Subject), Fold(item.Record.Slot.Predicate)));
        foreach (var matter in matters)
        {
            var values = matter.GroupBy(item => Fold(item.Record.Slot!.Value)).Select(value => (Items: value.ToList(), Weight: Weight(value, options), Voices: value.Select(item => Sources.Voice(item.Record)).Distinct().Count())).ToList();
            if (values.Count < 2)
                continue;
            var best = values.MaxBy(value => value.Weight);
            foreach (var value in values)
            {
                if (best.Voices >= 2 && best.Weight >= 2 * value.Weight)
                    (disputed ??= []).UnionWith(value.Items.Where(item => !Decisions.Protection.Covers(item.Record)).Select(item => item.Record.Id));
            }
        }
    }

    private static float Weight(IEnumerable<Evidence> items, GuardOptions options) => items
        .GroupBy(item => Sources.Voice(item.Record))
        .Sum(voice => voice.OrderByDescending(item => item.Record.Trust).Take(options.VotesPerSource).Sum(item => item.Record.Trust));

    private static ImmutableArray<Evidence> Vote(ImmutableArray<Evidence> evidence, GuardOptions options)
    {
        if (evidence.Length == 0)
            return evidence;
        var voices = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in evidence)
        {
            var voice = Sources.Voice(item.Record);
            voices[voice] = voices.GetValueOrDefault(voice) + 1;
        }

        var voted = ImmutableArray.CreateBuilder<Evidence>(evidence.Length);
        foreach (var item in evidence)
            voted.Add(item with { Vote = item.Record.Trust * Math.Min(1, (float)options.VotesPerSource / voices[Sources.Voice(item.Record)]) });
        return voted.MoveToImmutable();
    }

    private static string Fold(string text) => text.Trim().ToLowerInvariant();
}
