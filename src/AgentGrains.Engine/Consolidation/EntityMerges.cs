using System.Collections.Frozen;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Consolidation;

/// <summary>That a name means what another one means, and the record that says so.</summary>
/// <param name="Name">The name that stays.</param>
/// <param name="Evidence">What says so.</param>
internal sealed record EntityMerge(string Name, MemoryId Evidence);

/// <summary>
/// Which names of a memory are one entity. Likeness alone never merges: either somebody said it, or two names that go together share what identifies
/// one person, or a misspelling shares two facts that nobody else has. Whatever speaks for two entities wins.
/// </summary>
/// <remarks>Pure; reads the beliefs again when what is believed has changed. Not thread-safe.</remarks>
internal sealed class EntityMerges(MemoryState state)
{
    private static readonly FrozenSet<string> FullNames = FrozenSet.ToFrozenSet(["full name", "real name", "legal name", "complete name"], StringComparer.Ordinal);
    private static readonly FrozenSet<string> OtherNames = FrozenSet.ToFrozenSet(["nickname", "alias", "also known as", "known as", "goes by", "short name", "other name", "aka"], StringComparer.Ordinal);

    // What two people do not share, and does not change.
    private static readonly FrozenSet<string> Identifying = FrozenSet.ToFrozenSet(
        ["email", "email address", "e-mail", "phone", "phone number", "mobile number", "passport number", "employee id", "customer id", "account number", "username", "handle", "social security number"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Lasting = FrozenSet.ToFrozenSet(
        ["birthday", "birth date", "date of birth", "born on", "born in", "birth year", "birthplace", "mother", "father", "gender", "blood type", "version", "release date"], StringComparer.Ordinal);

    private readonly EntityNames _names = new();
    private Dictionary<string, EntityMerge> _merges = [];
    private long _readAt = -1;

    /// <summary>What a record's subject should be called; null when its name stays.</summary>
    public EntityMerge? For(MemoryRecord record)
    {
        Read();
        return record.Slot is { } slot && !SaysName(slot) ? _merges.GetValueOrDefault(_names.Fold(slot.Subject)) : null;
    }

    private static bool SaysName(Slot slot) => FullNames.Contains(Key(slot.Predicate)) || OtherNames.Contains(Key(slot.Predicate));

    private static string Key(string text) => text.Trim().ToLowerInvariant();

    private void Read()
    {
        if (_readAt == state.Revision)
            return;
        var book = new EntityBook();
        var stated = new List<(string From, string To, string Name, MemoryId By)>();
        for (var ordinal = 0; ordinal < state.Versions; ordinal++)
        {
            if (state[ordinal] is not { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded and not EpistemicStatus.Exploratory } record || record.Trust < SourceStanding.Unknown)
                continue;
            if (record.CanonicalName is { } canonical && EntityNames.IsName(canonical))
                stated.AddRange(record.Aliases.Where(EntityNames.IsName).Select(alias => (_names.Fold(alias), _names.Fold(canonical), canonical.Trim(), record.Id)));
            if (record.Slot is not { } slot || !EntityNames.IsName(slot.Subject))
                continue;
            var (subject, value, says) = (_names.Fold(slot.Subject), _names.Fold(slot.Value), SaysName(slot) && EntityNames.IsName(slot.Value));
            book.Add(subject, slot, record, value, says);
            if (says)
                stated.Add(FullNames.Contains(Key(slot.Predicate)) ? (subject, value, slot.Value.Trim(), record.Id) : (value, subject, slot.Subject.Trim(), record.Id));
        }

        _merges = Settle([.. Stated(stated, book), .. Shared(book)], book);
        _readAt = state.Revision;
    }

    private static IEnumerable<(string From, string To, string Name, MemoryId By)> Stated(List<(string From, string To, string Name, MemoryId By)> stated, EntityBook book) =>
        from said in stated
        where said.From != said.To && book.Holds(said.From) && !Speaks(said.From, said.To, book, Lasting)
        select said;

    private static IEnumerable<(string From, string To, string Name, MemoryId By)> Shared(EntityBook book)
    {
        foreach (var (one, other, facts) in book.Pairs())
        {
            var (from, to) = book.IsFuller(one, other) ? (other, one) : (one, other);
            var isOne = EntityNames.IsMisspelled(one, other)
                ? facts.Any(fact => Identifying.Contains(fact.Predicate)) || facts.Select(fact => fact.Predicate).Distinct().Count() >= 2
                : EntityNames.IsShortFor(from, to) && facts.Any(fact => Identifying.Contains(fact.Predicate));
            if (isOne && !Speaks(from, to, book, null))
                yield return (from, to, book.NameOf(to), facts.OrderByDescending(fact => Identifying.Contains(fact.Predicate)).First().By);
        }
    }

    // Whatever tells them apart: a mark, a record of both, or a value that one entity cannot have beside the other's.
    private static bool Speaks(string one, string other, EntityBook book, FrozenSet<string>? only) =>
        EntityNames.DifferInMark(one, other) || book.AreTogether(one, other) || book.Differ(one, other, only);

    // A name that could be two others' stays: so does one that two entities are called by.
    private static Dictionary<string, EntityMerge> Settle(List<(string From, string To, string Name, MemoryId By)> found, EntityBook book)
    {
        var merges = new Dictionary<string, EntityMerge>(StringComparer.Ordinal);
        foreach (var of in found.GroupBy(found => found.From, StringComparer.Ordinal))
        {
            var first = of.First();
            if (of.All(other => other.To == first.To) && !book.Names.Any(name => name != first.To && name != first.From && EntityNames.IsShortFor(first.From, name) && !EntityNames.IsShortFor(name, first.To)))
                merges.Add(of.Key, new EntityMerge(first.Name, first.By));
        }

        // Two that are to become one must be each other's kind, too; and no name is given up for one that is given up itself.
        foreach (var chained in found.Where(merge => merges.ContainsKey(merge.From) && merges.ContainsKey(merge.To)).Select(merge => merge.From).ToList())
            merges.Remove(chained);
        foreach (var rivals in found.Where(merge => merges.ContainsKey(merge.From)).GroupBy(merge => merge.To, StringComparer.Ordinal).Select(group => group.Select(merge => merge.From).Distinct().ToList()))
        {
            if (rivals.Any(one => rivals.Any(other => string.CompareOrdinal(one, other) < 0 && Speaks(one, other, book, Lasting))))
                rivals.ForEach(rival => merges.Remove(rival));
        }

        return merges;
    }
}
