using System.Collections.Immutable;
using System.Text;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Debate;
using AgentGrains.Engine.Erasure;

namespace AgentGrains.Runtime.Debate;

internal sealed partial class DebateGrain
{
    /// <summary>
    /// A debate that quotes goes whole, and what it taught is overwritten in its bank: every step answers those before it, so what is left of it without one would be
    /// no evidence of anything.
    /// </summary>
    public async ValueTask<int> EraseQuotesAsync(ImmutableArray<string> texts)
    {
        if (_state.Phase == DebatePhase.None)
        {
            await Directory.LeaveAsync(_debate, CancellationToken.None);   // an erasure, or a start, was cut short before this
            return 0;
        }

        var wording = new ErasedWording(texts);
        if (!_events.Exists(happened => TextsOf(happened).Any(wording.IsIn)))
            return 0;
        var count = _events.Count;
        await EraseAsync(CancellationToken.None);
        return count;
    }

    // Whatever is written as text, so that no field is forgotten.
    private static List<string> TextsOf(DebateEvent happened)
    {
        var writer = new FieldWriter();
        DebateEventCodec.Write(writer, happened);
        var texts = new List<string>();
        new FieldReader(writer.Written, new TextPool()).Visit(bytes => texts.Add(Encoding.UTF8.GetString(bytes)));
        return texts;
    }
}
