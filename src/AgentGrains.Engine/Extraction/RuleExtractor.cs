using System.Collections.Immutable;
using AgentGrains.Engine.Extraction.Dates;
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
    public ProducerVersion Producer { get; } = new("rules", 2);

    /// <inheritdoc/>
    public bool IsDeterministic => true;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var units = ImmutableArray.CreateBuilder<ExtractedUnit>();
        var actors = segment.Before.Concat(segment.Turns).Select(turn => turn.Provenance.Actor).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        string? lastPerson = null;
        foreach (var turn in segment.Before)
            lastPerson = SentenceNames.LastPerson(turn, actors, lastPerson);
        foreach (var turn in segment.Turns)
        {
            var listener = actors.Count == 2 ? actors.Find(actor => actor != turn.Provenance.Actor) : null;
            foreach (var sentence in SentenceReader.Read(turn.Text))
            {
                if (sentence.Text.Length <= MaxSentence && !Modality.IsQuestion(sentence) && !Modality.IsJoke(sentence))
                    Take(turn, sentence, new Speakers(turn.Provenance.Actor, listener, lastPerson), units);
                lastPerson = SentenceNames.Person(sentence, actors) ?? lastPerson;
            }

            lastPerson = SentenceNames.LastPerson(turn, actors, lastPerson);
        }

        return new(units.ToImmutable());
    }

    private static void Take(MemoryRecord turn, Sentence sentence, Speakers who, ImmutableArray<ExtractedUnit>.Builder units)
    {
        var dates = DateReader.Read(sentence, DateOnly.FromDateTime(turn.OccurredAt.DateTime));
        var unit = new ExtractedUnit
        {
            Text = Rewriter.Rewrite(sentence, dates, who.Speaker, who.Listener, who.LastPerson),
            Sources = [turn.Id],
            OccurredAt = dates.Count > 0 ? Midnight(dates[0].Days.First, turn.OccurredAt) : turn.OccurredAt,
            Arguments = Participants(sentence, dates, who.Speaker),
        };
        var names = NameReader.Read(sentence.Text, who.Speaker);
        if (names is var (full, brief))
            units.Add(unit with { Type = BeliefType.Entity, CanonicalName = full, Aliases = [brief] });

        var isFirst = true;
        foreach (var statement in StatementReader.Read(sentence, dates, who))
        {
            units.Add(unit with
            {
                Text = isFirst ? unit.Text : $"{statement.Subject} {statement.Predicate} {statement.Value}",
                Type = statement.Type,
                Slot = new Slot(statement.Subject, statement.Predicate, WithoutName(statement.Value, names), statement.MultiValued),
                Negated = statement.Negated,
                SaidAt = turn.OccurredAt,
                ValidFrom = !statement.MultiValued && dates.Count > 0 && unit.OccurredAt <= turn.OccurredAt ? unit.OccurredAt : null,
            });
            isFirst = false;
        }

        if (isFirst && Tells(sentence, dates, who))
            units.Add(unit with { Type = TypeOf(sentence, dates) });
    }

    // "everyone calls my friend Elizabeth Liz": Liz is no part of the name.
    private static string WithoutName(string value, (string Long, string Short)? names) =>
        names is var (_, brief) && value.EndsWith(" " + brief, StringComparison.Ordinal) ? value[..^(brief.Length + 1)] : value;

    private static BeliefType TypeOf(Sentence sentence, List<DatedPhrase> dates) =>
        Open.Any(cue => sentence.Text.Contains(cue, StringComparison.OrdinalIgnoreCase)) ? BeliefType.OpenQuestion
        : Decided.Any(cue => sentence.Text.Contains(cue, StringComparison.OrdinalIgnoreCase)) ? BeliefType.Decision
        : dates.Count > 0 || sentence.Words.Any(word => word.Lower.Length > 4 && word.Lower.EndsWith("ed", StringComparison.Ordinal)) ? BeliefType.Event
        : BeliefType.Fact;

    // The gate: enough words that say something, somebody whom they are about, and something to find them by: a day, a name or a decision.
    private static bool Tells(Sentence sentence, List<DatedPhrase> dates, Speakers who) =>
        sentence.Words.Count(word => !Phrasing.Fillers.Contains(word.Lower)) >= MinWords
        && !Array.Exists(Modality.Unreal(sentence), isUnreal => isUnreal) && !sentence.Words.Any(word => Phrasing.Wished.Contains(word.Lower) && !word.IsCapital)
        && sentence.Words.Any(word => word.Lower is "i" or "we" or "my" or "our" or "he" or "she" or "they" || (word.IsCapital && !Phrasing.NotNames.Contains(word.Lower)))
        && (dates.Count > 0 || TypeOf(sentence, dates) is BeliefType.Decision or BeliefType.OpenQuestion
            || SentenceNames.Of(sentence).Any(name => !IsOf(name, who.Speaker) && !IsOf(name, who.Listener))
            || Enumerable.Range(1, sentence.Words.Count - 1).Any(at => sentence.Words[at - 1].Lower is "my" or "our" && Relations.At(sentence, at) is not null));

    // "Mel" is Melanie: a greeting names nobody new.
    private static bool IsOf(string name, string? actor) => actor is not null && name.Length > 2 && actor.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<Argument> Participants(Sentence sentence, List<DatedPhrase> dates, string? speaker)
    {
        var arguments = ImmutableArray.CreateBuilder<Argument>();
        if (speaker is not null)
            arguments.Add(new Argument(ArgumentRoles.Speaker, speaker));
        foreach (var name in SentenceNames.Of(sentence).Distinct(StringComparer.OrdinalIgnoreCase).Take(6))
            arguments.Add(new Argument(ArgumentRoles.Mention, name));
        if (dates.Count > 0)
            arguments.Add(new Argument(ArgumentRoles.Time, dates[0].Text));
        return arguments.ToImmutable();
    }

    private static DateTimeOffset Midnight(int day, DateTimeOffset like) =>
        new(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), like.Offset);
}
