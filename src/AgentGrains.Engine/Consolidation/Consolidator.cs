using System.Collections.Immutable;
using AgentGrains.Engine.Memory;

namespace AgentGrains.Engine.Consolidation;

/// <summary>
/// Plans what to tidy in one memory, and checks every step against the records as they are. Twins before little information before gists: a record gets
/// one of them.
/// </summary>
/// <remarks>Pure but for what it has counted; owned by the memory it reads. Not thread-safe.</remarks>
internal sealed class Consolidator(MemoryImage image, ConsolidationOptions options)
{
    private const int ShortestForModel = 120;   // characters

    private readonly WordInformation _words = new(image.State);
    private readonly TwinIndex _twins = new(image.State);
    private readonly EntityMerges? _entities = image.State.Type == MemoryType.Semantic && options.MergeEntities ? new EntityMerges(image.State) : null;

    /// <summary>Plans for the versions from a position on.</summary>
    /// <param name="position">The first version.</param>
    /// <param name="take">Most versions.</param>
    /// <param name="withTexts">Whether a condenser wants texts.</param>
    /// <param name="now">The present.</param>
    public ConsolidationPlan Plan(long position, int take, bool withTexts, DateTimeOffset now)
    {
        CatchUp();
        var state = image.State;
        var (steps, texts) = (ImmutableArray.CreateBuilder<ConsolidationStep>(), ImmutableArray.CreateBuilder<MemoryRecord>());
        var sayings = ImmutableArray.CreateBuilder<Saying>();
        var first = (int)Math.Clamp(position, 0, state.Versions);
        var end = Math.Min(state.Versions, first + take);
        for (var ordinal = first; ordinal < end; ordinal++)
        {
            if (state[ordinal] is not { } record || state.OrdinalOf(record.Id) != ordinal || WhyUntouchable(record, now) is not null || record.Life.Rests)
                continue;
            if (state.Chapter > 0)
                sayings.Add(new Saying(record.Id, _twins.KeyOf(record), record.Trust, record.Vector is not null));
            if (StepFor(ordinal, record, now) is { } step)
                steps.Add(step);
            if (withTexts && record.Gist is null && record.Text.Length >= ShortestForModel && (steps.Count == 0 || steps[^1].Id != record.Id || steps[^1].Kind == ConsolidationKind.Condense))
                texts.Add(record);
        }

        return new ConsolidationPlan(steps.ToImmutable(), texts.ToImmutable(), end, end == state.Versions, state.Sequence) { Sayings = sayings.ToImmutable() };
    }

    /// <summary>The earliest record here that may stand for one of a later chapter; null when there is none.</summary>
    public MemoryId? FindTwin(Saying saying)
    {
        _twins.CatchUp();
        return _twins.Earliest(saying.Key, int.MaxValue, place => StandsFor(place, saying.Trust, saying.HasVector)) is >= 0 and var place ? image.State[place]!.Id : null;
    }

    /// <summary>The record, if it may stand for another one: believed and searched.</summary>
    public MemoryRecord? Standing(MemoryId id) => image.State.Find(id) is { } record && WhyGone(record) is null && image.IsHot(id) ? record : null;

    /// <summary>Why a step must not be taken; null when it may, and empty when it was taken already.</summary>
    /// <param name="step">The step.</param>
    /// <param name="now">The present.</param>
    /// <param name="elsewhere">Records of earlier chapters that may stand for others, as they said just now.</param>
    public string? WhyNot(ConsolidationStep step, DateTimeOffset now, IReadOnlyDictionary<MemoryId, MemoryRecord>? elsewhere = null)
    {
        CatchUp();
        if (image.State.Find(step.Id) is not { } record)
            return "the record is gone";
        if (IsTaken(step, record))
            return "";
        if (WhyUntouchable(record, now) is { } untouchable)
            return untouchable;
        return step.Kind switch
        {
            ConsolidationKind.Condense => Gists.WhyNot(record.Text, step.Gist ?? "", _words),
            ConsolidationKind.Twin => Standing(step, elsewhere) is { } other && _twins.AreTwins(record, other) ? null : "its twin does not stand for it (any more)",
            ConsolidationKind.Contradicted => Standing(step, elsewhere) is { } other && Contradicts(record, other) ? null : "what contradicts it does not stand (any more)",
            ConsolidationKind.Merged => _entities?.For(record) is { } merge && merge.Name == step.Name && merge.Evidence == step.For ? null : "nothing says (any more) that the two names are one entity",
            ConsolidationKind.Uninformative => TellsLittle(record, now) ? null : "it tells something",
            _ => "such a step is not known",
        };
    }

    private static bool IsTaken(ConsolidationStep step, MemoryRecord record) => step.Kind switch
    {
        ConsolidationKind.Condense => record.Gist == step.Gist,
        ConsolidationKind.Merged => record.Slot?.Subject == step.Name,
        _ => record.Life.Rests,
    };

    private void CatchUp()
    {
        _words.CatchUp();
        _twins.CatchUp();
    }

    private ConsolidationStep? StepFor(int ordinal, MemoryRecord record, DateTimeOffset now)
    {
        if (_twins.Earliest(_twins.KeyOf(record), ordinal, place => StandsFor(place, record.Trust, record.Vector is not null)) is >= 0 and var twin)
            return new ConsolidationStep(record.Id, ConsolidationKind.Twin, For: image.State[twin]!.Id);
        if (record.Slot is { MultiValued: false } slot && image.OfSlot(slot).FirstOrDefault(other => Contradicts(record, other) && image.IsHot(other.Id)) is { } later)
            return new ConsolidationStep(record.Id, ConsolidationKind.Contradicted, For: later.Id);
        if (TellsLittle(record, now))
            return new ConsolidationStep(record.Id, ConsolidationKind.Uninformative);
        if (_entities?.For(record) is { } merge)
            return new ConsolidationStep(record.Id, ConsolidationKind.Merged, For: merge.Evidence, Name: merge.Name);
        return record.Gist is null && Gists.Make(record.Text, _words, options.LeastSentenceInformation) is { } gist && Gists.WhyNot(record.Text, gist, _words) is null
            ? new ConsolidationStep(record.Id, ConsolidationKind.Condense, gist)
            : null;
    }

    private bool StandsFor(int place, float trust, bool hasVector) =>
        image.State[place] is { } other && image.State.OrdinalOf(other.Id) == place && Standing(other.Id) is not null
        && other.Trust >= trust && (!hasVector || other.Vector is not null);

    private MemoryRecord? Standing(ConsolidationStep step, IReadOnlyDictionary<MemoryId, MemoryRecord>? elsewhere) =>
        step.For is { } id && id != step.Id && (elsewhere?.GetValueOrDefault(id) ?? Standing(id)) is { } other
        && (image.State.Find(step.Id)?.Vector is null || other.Vector is not null) ? other : null;

    // What was said later of the same thing counts, unless it is trusted less; what has ended by itself is no contradiction.
    private static bool Contradicts(MemoryRecord record, MemoryRecord other) =>
        record.Slot is { MultiValued: false } slot && other.Slot is { MultiValued: false } says && other.Id != record.Id
        && Same(slot.Subject, says.Subject) && Same(slot.Predicate, says.Predicate) && !Same(slot.Value, says.Value)
        && record.ValidTo is null && other.ValidTo is null && other.Trust >= record.Trust
        && (other.ValidFrom ?? other.OccurredAt) > (record.ValidFrom ?? record.OccurredAt);

    // Nothing that must not be lost, no time, no picture, no answer to a question: of what is left, what its words tell.
    private bool TellsLittle(MemoryRecord record, DateTimeOffset now)
    {
        if (options.LeastInformation <= 0 || record.Kind != MemoryKind.Turn || now - record.RecordedAt < options.RestAfter || record.Slot is not null || record.Text.Contains('['))
            return false;
        var ordinal = image.State.OrdinalOf(record.Id);
        if (ordinal == 0 && image.State.Chapter > 0)
            return false;   // it may answer the last question of the chapter before
        if (image.TellsTime(ordinal)
            || (ordinal > 0 && image.State[ordinal - 1] is { } before && before.Provenance.Session == record.Provenance.Session && before.Text.Contains('?')))
            return false;
        if (record.Text.TrimEnd().EndsWith('?') && !IsAnsweredInFull(ordinal, record))
            return false;
        var sentences = SentenceReader.Read(record.Text);
        return !sentences.Any(sentence => _words.FactsOf(sentence).Any()) && _words.OfTurn(sentences) < options.LeastInformation;
    }

    // "Yes, great." says nothing without its question, which therefore stays. So does a question that may yet be answered.
    private bool IsAnsweredInFull(int ordinal, MemoryRecord question) =>
        ordinal + 1 < image.State.Versions && (image.State[ordinal + 1] is not { } next || next.Provenance.Session != question.Provenance.Session
            || _words.OfTurn(SentenceReader.Read(next.Text)) >= options.LeastInformation);

    private static string? WhyUntouchable(MemoryRecord record, DateTimeOffset now) =>
        WhyGone(record) ?? (Decay.Retention.IsImmune(record) ? "it is pinned or core" : record.ExpiresAt <= now ? "it has expired" : null);

    private static string? WhyGone(MemoryRecord record) =>
        record.Lineage.RetiredAt is not null || record.Status >= EpistemicStatus.Superseded ? "it is not believed (any more)" : null;

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
