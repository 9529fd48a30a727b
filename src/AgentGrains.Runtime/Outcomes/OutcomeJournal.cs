using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>
/// A journal that does not grow for ever: when it is long, what still counts is written to a second journal in one append, and the first is
/// erased; then they change places. The one of the higher generation is the truth.
/// </summary>
/// <remarks>
/// Before the second is written the first is sealed, which takes its fence: no other activation can append to it after that. Who opens a sealed
/// journal without a successor writes the successor before anything else, so that of two activations one fails. Not thread-safe.
/// </remarks>
internal sealed class OutcomeJournal(Func<int, GrainJournal> make)
{
    private readonly FieldWriter _event = new();
    private readonly FieldWriter _frames = new();
    private GrainJournal _current = make(0);
    private int _side;
    private long _generation;

    /// <summary>Bytes of the current journal.</summary>
    public long Bytes => _current.Bytes;

    /// <summary>Whether nothing was ever written.</summary>
    public bool IsEmpty => _generation == 0;

    /// <summary>Whether a write failed: open again.</summary>
    public bool IsFailed => _current.IsFailed;

    /// <summary>Reads everything durable.</summary>
    /// <param name="log">An empty log.</param>
    public async Task OpenAsync(OutcomeLog log)
    {
        var (journals, events) = (new[] { make(0), make(1) }, new List<OutcomeEvent>[] { [], [] });
        for (var side = 0; side < 2; side++)
            await journals[side].OpenAsync(OutcomeEventCodec.Read, events[side].Add);
        _side = GenerationOf(events[1]) > GenerationOf(events[0]) ? 1 : 0;
        (_current, _generation) = (journals[_side], GenerationOf(events[_side]));
        events[_side].ForEach(log.Apply);
        if (events[1 - _side].Count > 0)
            await journals[1 - _side].EraseAsync();
        if (events[_side].Count > 0 && events[_side][^1] is OutcomeEvent.Sealed)
            await MoveAsync(log);
    }

    /// <summary>Makes events durable, all or none.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; open again.</exception>
    public Task AppendAsync(IReadOnlyCollection<OutcomeEvent> events)
    {
        if (_generation > 0)
            return AppendAsync(_current, events);
        _generation = 1;
        return AppendAsync(_current, [new OutcomeEvent.Began(1), .. events]);
    }

    /// <summary>Leaves behind what no longer counts. What was erased from the log is then gone from storage.</summary>
    public async Task RotateAsync(OutcomeLog log)
    {
        if (_generation == 0)
            return;
        await AppendAsync(_current, [new OutcomeEvent.Sealed()]);
        await MoveAsync(log);
    }

    /// <summary>Removes both journals from storage: whichever a crash leaves is still one that can be opened. Open again afterwards.</summary>
    public async Task EraseAsync()
    {
        for (var side = 0; side < 2; side++)
            await make(side).EraseAsync();
    }

    private async Task MoveAsync(OutcomeLog log)
    {
        var next = make(1 - _side);
        await next.OpenAsync(OutcomeEventCodec.Read, static _ => throw new WriteUncertainException("Another activation has moved the outcomes; call again."));
        await AppendAsync(next, [new OutcomeEvent.Began(_generation + 1), .. log.Snapshot()]);
        var last = _current;
        (_current, _side, _generation) = (next, 1 - _side, _generation + 1);
        await last.EraseAsync();
    }

    private Task AppendAsync(GrainJournal journal, IReadOnlyCollection<OutcomeEvent> events)
    {
        _frames.Reset();
        foreach (var happened in events)
        {
            _event.Reset();
            OutcomeEventCodec.Write(_event, happened);
            _frames.Varint((ulong)_event.Length);
            _frames.Raw(_event.Written);
        }

        return journal.AppendAsync(_frames.WrittenMemory, events.Count);
    }

    private static long GenerationOf(List<OutcomeEvent> events) => events.Count > 0 && events[0] is OutcomeEvent.Began began ? began.Generation : 0;
}
