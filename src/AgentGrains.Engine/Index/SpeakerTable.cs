using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Index;

/// <summary>Who speaks in an index, and which words name whom. A speaker without a record left is nobody.</summary>
internal sealed class SpeakerTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _byTerm = [];
    private readonly Dictionary<string, List<int>> _byFunctionWord = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<int> _records = [];

    /// <summary>Whether some speaker's name holds a word that is no term, such as "Will".</summary>
    public bool HasFunctionWordNames => _byFunctionWord.Count > 0;

    /// <summary>The speaker's id; <paramref name="nameTerms"/> are the terms of the name.</summary>
    public int Add(string name, ReadOnlySpan<int> nameTerms)
    {
        if (_ids.TryGetValue(name, out var id))
        {
            _records[id]++;
            return id;
        }

        _ids.Add(name, id = _records.Count);
        _records.Add(1);
        foreach (var term in nameTerms)
            Enter(_byTerm, term, id);
        AddFunctionWords(name, id, wholeName: nameTerms.IsEmpty);
        return id;
    }

    public void Remove(int speaker) => _records[speaker]--;

    /// <summary>Whether a term is part of a present speaker's name.</summary>
    public bool IsName(int term)
    {
        if (_byTerm.TryGetValue(term, out var speakers))
        {
            foreach (var speaker in speakers)
            {
                if (_records[speaker] > 0)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Adds the speakers that <paramref name="term"/> names; false when it is nobody's name.</summary>
    public bool TryGetNamed(int term, List<int> named)
    {
        return _byTerm.TryGetValue(term, out var speakers) && AddPresent(speakers, named);
    }

    /// <summary>Whether the word, written as a name, may be one.</summary>
    public bool IsFunctionWordName(ReadOnlySpan<char> word) => _byFunctionWord.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(word);

    /// <summary>Adds the speakers whose name such a word is.</summary>
    public void AddNamed(ReadOnlySpan<char> word, List<int> named) =>
        AddPresent(_byFunctionWord.GetAlternateLookup<ReadOnlySpan<char>>()[word], named);

    // A given name comes first: of "Will Smith" the first word alone is a name, of "Head of Sales" the second is not.
    private void AddFunctionWords(string name, int id, bool wholeName)
    {
        foreach (var word in name.Split([' ', '.', ',', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Take(wholeName ? int.MaxValue : 1))
        {
            if (StopWords.Contains(word.ToLowerInvariant()))
                Enter(_byFunctionWord, word, id);
        }
    }

    private static void Enter<TKey>(Dictionary<TKey, List<int>> table, TKey key, int id)
        where TKey : notnull
    {
        if (!table.TryGetValue(key, out var speakers))
            table.Add(key, speakers = []);
        if (!speakers.Contains(id))
            speakers.Add(id);
    }

    private bool AddPresent(List<int> speakers, List<int> named)
    {
        var any = false;
        foreach (var speaker in speakers)
        {
            if (_records[speaker] == 0)
                continue;
            any = true;
            if (!named.Contains(speaker))
                named.Add(speaker);
        }

        return any;
    }
}
