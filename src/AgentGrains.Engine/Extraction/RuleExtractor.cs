using System.Collections.Immutable;
using AgentGrains.Engine.Linking;

namespace AgentGrains.Engine.Extraction;

/// <summary>
/// Takes statements from turns by rules: sentences that stand alone (speakers named, dates resolved), slots from a table of predicates,
/// names from the ways people explain them. After EMem's event units and SimpleMem's lossless restatement, without a model.
/// </summary>
/// <remarks>Thread-safe. Questions, greetings and sentences that tell nothing make no unit. English only; other languages give no units.</remarks>
public sealed class RuleExtractor : IExtractor
{
    private const int MinWords = 4;
    private const int MaxSentence = 600;

    private static readonly string[] Decided = ["decided", "agreed to", "agreed on", "settled on", "going with", "let's go with", "we'll go with", "chose to"];
    private static readonly string[] Open = ["not sure whether", "not sure if", "not sure which", "still deciding", "haven't decided", "have not decided", "undecided", "can't decide", "torn between", "debating"];

    /// <inheritdoc/>
    public ProducerVersion Producer { get; } = new("rules", 1);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var units = ImmutableArray.CreateBuilder<ExtractedUnit>();
        var actors = segment.Before.Concat(segment.Turns).Select(turn => turn.Provenance.Actor).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        string? lastPerson = null;
        foreach (var turn in segment.Before)
            lastPerson = LastPerson(turn, actors, lastPerson);
        foreach (var turn in segment.Turns)
        {
            var listener = actors.Count == 2 ? actors.Find(actor => actor != turn.Provenance.Actor) : null;
            foreach (var sentence in SentenceReader.Read(turn.Text))
            {
                if (!sentence.IsQuestion && sentence.Text.Length <= MaxSentence)
                    Take(turn, sentence, listener, lastPerson, units);
            }

            lastPerson = LastPerson(turn, actors, lastPerson);
        }

        return new(units.ToImmutable());
    }

    private static void Take(MemoryRecord turn, Sentence sentence, string? listener, string? lastPerson, ImmutableArray<ExtractedUnit>.Builder units)
    {
        var speaker = turn.Provenance.Actor;
        var dates = DateRewriter.Read(sentence, DateOnly.FromDateTime(turn.OccurredAt.DateTime));
        var unit = new ExtractedUnit
        {
            Text = Rewriter.Rewrite(sentence, dates, speaker, listener, lastPerson),
            Sources = [turn.Id],
            OccurredAt = dates.Count > 0 ? Midnight(dates[0].Days.First, turn.OccurredAt) : turn.OccurredAt,
            Arguments = Participants(sentence, dates, speaker),
        };
        if (NameReader.Read(sentence.Text) is var (full, brief))
            units.Add(unit with { Type = BeliefType.Entity, CanonicalName = full, Aliases = [brief] });

        var statements = StatementReader.Read(sentence, dates, lastPerson);
        var first = true;
        foreach (var statement in statements)
        {
            if ((statement.Subject ?? speaker) is not { } subject)
                continue;
            var slot = new Slot(subject, statement.Predicate, statement.Value, statement.MultiValued);
            units.Add(unit with
            {
                Text = first ? unit.Text : $"{subject} {statement.Predicate} {statement.Value}",
                Type = statement.Type,
                Slot = slot,
                Negated = statement.Negated,
                ValidFrom = !statement.MultiValued && dates.Count > 0 && unit.OccurredAt <= turn.OccurredAt ? unit.OccurredAt : null,
            });
            first = false;
        }

        if (first && Tells(sentence))
            units.Add(unit with { Type = TypeOf(sentence, dates) });
    }

    private static BeliefType TypeOf(Sentence sentence, List<DatedPhrase> dates) =>
        Open.Any(cue => sentence.Text.Contains(cue, StringComparison.OrdinalIgnoreCase)) ? BeliefType.OpenQuestion
        : Decided.Any(cue => sentence.Text.Contains(cue, StringComparison.OrdinalIgnoreCase)) ? BeliefType.Decision
        : dates.Count > 0 || sentence.Words.Any(word => word.Lower.Length > 4 && word.Lower.EndsWith("ed", StringComparison.Ordinal)) ? BeliefType.Event
        : BeliefType.Fact;

    // The gate: enough words that say something, and somebody or something named.
    private static bool Tells(Sentence sentence) =>
        sentence.Words.Count(word => !Phrasing.Fillers.Contains(word.Lower)) >= MinWords
        && sentence.Words.Any(word => word.Lower is "i" or "we" or "my" or "our" or "he" or "she" or "they" || (word.IsCapital && !Phrasing.NotNames.Contains(word.Lower)));

    private static ImmutableArray<Argument> Participants(Sentence sentence, List<DatedPhrase> dates, string? speaker)
    {
        var arguments = ImmutableArray.CreateBuilder<Argument>();
        if (speaker is not null)
            arguments.Add(new Argument(ArgumentRoles.Speaker, speaker));
        foreach (var name in Names(sentence).Distinct(StringComparer.OrdinalIgnoreCase).Take(6))
            arguments.Add(new Argument(ArgumentRoles.Mention, name));
        if (dates.Count > 0)
            arguments.Add(new Argument(ArgumentRoles.Time, dates[0].Text));
        return arguments.ToImmutable();
    }

    private static IEnumerable<string> Names(Sentence sentence)
    {
        for (var at = 0; at < sentence.Words.Count; at++)
        {
            if (!IsName(sentence, at))
                continue;
            var end = at + 1;
            while (end < sentence.Words.Count && !sentence.Words[end].Breaks && IsName(sentence, end))
                end++;
            yield return sentence.Slice(at, end);
            at = end;
        }
    }

    // A capital at the beginning says nothing by itself.
    private static bool IsName(Sentence sentence, int at) =>
        sentence.Words[at].IsCapital && !Phrasing.NotNames.Contains(sentence.Words[at].Lower) && sentence.Words[at].Lower.Length > 1
        && (at > 0 || (sentence.Words.Count > 1 && sentence.Words[1].IsCapital));

    // "she" is whoever was last named and does not take part in the conversation; two in one turn leave it open.
    private static string? LastPerson(MemoryRecord turn, List<string> actors, string? last)
    {
        var named = SentenceReader.Read(turn.Text).SelectMany(Names).Where(name => !actors.Contains(name)).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return named.Count switch { 0 => last, 1 => named[0], _ => null };
    }

    private static DateTimeOffset Midnight(int day, DateTimeOffset like) =>
        new(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), like.Offset);
}
