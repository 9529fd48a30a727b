namespace AgentGrains.Engine.Index;

/// <summary>Who speaks in an index, and which words name whom. A speaker without a record left is nobody.</summary>
internal sealed class SpeakerTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _byTerm = [];
    private readonly List<int> _records = [];

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
        {
            if (!_byTerm.TryGetValue(term, out var speakers))
                _byTerm.Add(term, speakers = []);
            if (!speakers.Contains(id))
                speakers.Add(id);
        }

        return id;
    }

    public void Remove(int speaker) => _records[speaker]--;

    /// <summary>Adds the speakers that <paramref name="term"/> names; false when it is nobody's name.</summary>
    public bool TryGetNamed(int term, List<int> named)
    {
        if (!_byTerm.TryGetValue(term, out var speakers))
            return false;
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
