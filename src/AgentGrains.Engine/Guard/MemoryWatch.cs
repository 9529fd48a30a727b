using AgentGrains.Engine.Memory;

namespace AgentGrains.Engine.Guard;

/// <summary>
/// What a gate must know of the memory it stands before: who has written to it, and which quoted values its actions were asked about by name.
/// Made when the memory is first written to, and kept in step.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class MemoryWatch
{
    private const int MostVoices = 1_000;
    private const int MostNames = 20_000;
    private const int LongestName = 10;   // words

    private readonly MemoryImage _image;
    private readonly Dictionary<string, int> _voices = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _names = [];
    private readonly List<ulong> _words = [];
    private int _seen;      // versions
    private int _records;

    public MemoryWatch(MemoryImage image)
    {
        _image = image;
        CatchUp();
    }

    /// <summary>A voice that has not spoken here though others have long done so.</summary>
    public bool IsNew(string voice) => _records >= 20 && _voices.Count < MostVoices && !_voices.ContainsKey(voice);

    /// <summary>A known name in the question that the action leaves out; null when there is none.</summary>
    public string? KnownNameLeftOut(AskedAndActed done)
    {
        if (_names.Count == 0)
            return null;
        var acted = done.Values.Select(Hash).ToHashSet();
        WordRuns.Words(done.Asked, _words);
        var words = _words.ToArray();
        for (var start = 0; start < words.Length; start++)
        {
            for (var length = Math.Min(LongestName, words.Length - start); length >= 1; length--)
            {
                _words.Clear();
                _words.AddRange(words.AsSpan(start, length));
                var hash = WordRuns.Hash(_words, 0, length);
                if (acted.Contains(hash))
                {
                    start += length - 1;   // what is acted on, and the shorter names in it
                    break;
                }

                if (_names.Contains(hash))
                    return "a value that earlier actions used";
            }
        }

        return null;
    }

    /// <summary>Records of the draft's slot, or of its very text, that are believed.</summary>
    public IReadOnlyList<MemoryRecord> OfSameMatter(MemoryDraft draft) => _image.OfSameMatter(draft);

    /// <summary>Takes in what was applied since the last call.</summary>
    public void CatchUp()
    {
        var state = _image.State;
        for (; _seen < state.Versions; _seen++)
        {
            if (state[_seen] is not { Status: < EpistemicStatus.Quarantined } record)
                continue;
            _records++;
            var voice = Sources.Voice(record);
            if (_voices.TryGetValue(voice, out var count) || _voices.Count < MostVoices)
                _voices[voice] = count + 1;
            if (_names.Count < MostNames && record.Text.AsSpan().ContainsAny('\'', '"') && AskedAndActed.Read(record.Text) is { } done)
                _names.UnionWith(done.Values.Where(value => done.Asked.Contains(value, StringComparison.OrdinalIgnoreCase)).Select(Hash));
        }
    }

    private ulong Hash(string value)
    {
        WordRuns.Words(value, _words);
        return WordRuns.Hash(_words, 0, _words.Count);
    }
}
