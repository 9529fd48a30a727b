using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Linking;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Index;

/// <summary>Writes one record into the tables of an index and takes it out again.</summary>
internal sealed class RecordIndexer(IndexTables tables, TextAnalyzer analyzer)
{
    // Nothing is resolved from a date that was never set or that leaves no room for the calendar around it.
    private const int FirstYear = 100;
    private const int LastYear = 9900;

    private readonly List<DayRange> _ranges = [];
    private bool _restoring;   // what is met is already in the token store, and belongs among what is there

    public int Add(MemoryRecord record)
    {
        var ordinal = tables.Records.Count;
        if (ordinal > Posting.MaxOrdinal)
            throw new LimitExceededException(nameof(MemoryOptions.MaxRecords), Posting.MaxOrdinal, "The index is full; rebuild it from the records that are left, or use another scope.");

        var tokens = tables.Tokens;
        var row = new RecordRow(tokens.NextToken, 0, 0, RecordTable.None, 0, tokens.NextRange, 0, RecordMarks.None);
        analyzer.Learn(record.Text);
        AddTimes(record, ref row);
        row.TextTokens = AddTerms(ordinal, Field.Text);
        AddSide(ordinal, record);
        var side = tokens.NextToken - row.TokenStart - row.TextTokens;
        if (record.Provenance.Actor is { Length: > 0 } actor)
        {
            analyzer.Learn(actor);
            AddTerms(ordinal, Field.Speaker);
            row.Speaker = tables.Speakers.Add(actor, analyzer.Terms);
        }

        row.AllTokens = tokens.NextToken - row.TokenStart;
        var length = row.TextTokens + (int)(side * RecordTable.SideWeight);
        var session = tables.Sessions.IdOf(record.Provenance.Session);
        tables.Records.Add(row, length, session, tables.Sessions.LastOf(session));
        tables.Sessions.Add(session, ordinal, length);
        return ordinal;
    }

    public void Remove(int ordinal)
    {
        var records = tables.Records;
        var row = records.Rows[ordinal];
        foreach (var term in tables.Tokens.All(row))
            tables.Postings[term].Remove(ordinal);
        if (row.Speaker != RecordTable.None)
            tables.Speakers.Remove(row.Speaker);
        tables.Aliases.Remove(ordinal);
        tables.Entities.Remove(ordinal);
        tables.Sessions.Remove(records.Sessions[ordinal], ordinal, records.Lengths[ordinal], records.Previous[ordinal]);
        records.Remove(ordinal);
    }

    /// <summary>Enters a record again that was removed; its row, tokens and dates are still there.</summary>
    public void Restore(int ordinal, MemoryRecord record)
    {
        var (records, row) = (tables.Records, tables.Records.Rows[ordinal]);
        var speaker = 0;
        _restoring = true;
        try
        {
            Insert(ordinal, Field.Text, tables.Tokens.Text(row));
            AddSide(ordinal, record);
            if (record.Provenance.Actor is { Length: > 0 } actor)
            {
                analyzer.Learn(actor);
                speaker = AddTerms(ordinal, Field.Speaker);
                tables.Speakers.Add(actor, analyzer.Terms);
            }
        }
        finally
        {
            _restoring = false;
        }

        var length = row.TextTokens + (int)((row.AllTokens - row.TextTokens - speaker) * RecordTable.SideWeight);
        var session = records.Sessions[ordinal];
        records.Restore(ordinal, length, tables.Sessions.LastOf(session));
        tables.Sessions.Add(session, ordinal, length);
    }

    private void Insert(int ordinal, Field field, ReadOnlySpan<int> terms)
    {
        foreach (var term in terms)
            tables.Postings[term].Insert(ordinal, field);
    }

    private void AddTimes(MemoryRecord record, ref RecordRow row)
    {
        var anchor = DateOnly.FromDateTime(record.OccurredAt.DateTime);
        row.Day = anchor.DayNumber;
        row.Marks |= EndsInQuestion(record.Text) ? RecordMarks.Question : 0;
        if (!analyzer.HasTimeAnchor || anchor.Year is < FirstYear or > LastYear)
            return;
        row.Marks |= TimeExpressionReader.Read(analyzer.Times, anchor, _ranges) ? RecordMarks.Time : 0;
        row.Ranges = (byte)_ranges.Count;
        tables.Tokens.AddRanges(_ranges);
    }

    private void AddSide(int ordinal, MemoryRecord record)
    {
        AddSide(ordinal, record.Why);
        if (record.Slot is { } slot)
        {
            AddEntity(ordinal, slot.Subject, isName: false);
            AddSide(ordinal, slot.Predicate);
            AddEntity(ordinal, slot.Value, isName: false);
        }

        foreach (var argument in record.Arguments)
        {
            if (ArgumentRoles.IsEntity(argument))
                AddEntity(ordinal, argument.Entity, isName: false);
            else
                AddSide(ordinal, argument.Entity);
        }

        AddName(ordinal, record.CanonicalName);
        foreach (var alias in record.Aliases)
            AddName(ordinal, alias);
    }

    private void AddName(int ordinal, string? name)
    {
        if (string.IsNullOrEmpty(name))
            return;
        AddEntity(ordinal, name, isName: true);
        analyzer.Join(name);
        if (analyzer.Words > 0)
            tables.Aliases.Add(ordinal, analyzer.Phrase(0, analyzer.Words), analyzer.Words);
    }

    private void AddSide(int ordinal, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        analyzer.Learn(text);
        AddTerms(ordinal, Field.Side);
    }

    private void AddEntity(int ordinal, string? entity, bool isName)
    {
        if (string.IsNullOrEmpty(entity))
            return;
        AddSide(ordinal, entity);
        tables.Entities.Add(ordinal, analyzer.Terms, isName);
    }

    private int AddTerms(int ordinal, Field field)
    {
        tables.EnsureTerms();
        if (_restoring)
        {
            Insert(ordinal, field, analyzer.Terms);
            return analyzer.Terms.Length;
        }

        foreach (var term in analyzer.Terms)
            tables.Postings[term].Tally(ordinal, field);
        tables.Tokens.AddTokens(analyzer.Terms);
        return analyzer.Terms.Length;
    }

    // A bracketed remark at the end ("[shares a photo: …]") is not part of what was said.
    private static bool EndsInQuestion(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        if (text.EndsWith("]") && text.LastIndexOf('[') is > 0 and var bracket)
            text = text[..bracket].TrimEnd();
        return text.Length > 0 && (text[^1] is '?' or '？' or '؟' or '\u037E' || (text[^1] == ';' && text.ContainsAnyInRange('\u0370', '\u03FF')));
    }
}
