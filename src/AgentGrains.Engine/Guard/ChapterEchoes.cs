namespace AgentGrains.Engine.Guard;

/// <summary>The last records that a log in chapters returned, of whatever chapter: for the echo check of its front door, as <see cref="WriteGate"/> has it for one chapter.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ChapterEchoes(GuardOptions options)
{
    private readonly EchoRing _ring = new(options.EchoRecords);
    private readonly Dictionary<MemoryId, int> _numbers = [];
    private readonly Dictionary<int, MemoryId> _ids = [];
    private readonly OwnRepeats _repeats = new();
    private int _next;

    /// <summary>Notes that a record was returned.</summary>
    public void Note(MemoryRecord record)
    {
        if (!_numbers.TryGetValue(record.Id, out var number))
        {
            number = _next++;
            (_numbers[record.Id], _ids[number]) = (number, record.Id);

            // The ring holds as many that are hashed, and as many that wait for it.
            if (_ids.Remove(number - (2 * options.EchoRecords), out var oldest))
                _numbers.Remove(oldest);
        }

        _ring.Note(number, record.Text);
    }

    /// <summary>The record that a text repeats; null when it repeats none that was returned.</summary>
    public MemoryId? Find(string text) => _ring.Find(text) is >= 0 and var number && _ids.TryGetValue(number, out var id) ? id : null;

    /// <inheritdoc cref="OwnRepeats.Confirms"/>
    public bool Confirms(MemoryRecord record, MemoryDraft draft) => _repeats.Confirms(record, draft);
}
