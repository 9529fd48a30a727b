using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Fusion;

/// <summary>
/// Tells whether what was found can answer the question: some record, with the records around it, must hold everything that the
/// question calls by a name, and one of its days must fit a date the question gives. A question about what never happened has
/// no such record, however well the rest of it is matched.
/// </summary>
internal sealed class SufficiencyCheck(IndexTables tables, SignalReader signals)
{
    private const float DateFits = 0.5f;   // a year, or a fortnight around a day

    /// <summary>Whether one of the records could be the answer.</summary>
    /// <param name="question">The question as it was read.</param>
    /// <param name="found">The records, best first.</param>
    /// <param name="visible">Records that may be seen; null means all.</param>
    public bool IsAnswered(Question question, List<RankedHit> found, bool[]? visible)
    {
        if (found.Count == 0)
            return false;
        if (question.Things.Count == 0 && question.Dates.Count == 0)
            return true;
        foreach (var hit in found)
        {
            if (Fits(hit.Ordinal, question, visible))
                return true;
        }

        return false;
    }

    private bool Fits(int ordinal, Question question, bool[]? visible)
    {
        if (question.Dates.Count > 0 && signals.DateMatch(ordinal, question) < DateFits)
            return false;
        foreach (var thing in question.Things)
        {
            if (!Holds(ordinal, thing) && !IsAround(ordinal, thing, visible))
                return false;
        }

        return true;
    }

    private bool IsAround(int ordinal, int thing, bool[]? visible)
    {
        Span<int> around = stackalloc int[RecordTable.MostAround];
        foreach (var at in tables.Records.Around(ordinal, visible, around))
        {
            if (Holds(at, thing))
                return true;
        }

        return false;
    }

    private bool Holds(int ordinal, int thing) => tables.Tokens.All(tables.Records.Rows[ordinal]).Contains(thing);
}
