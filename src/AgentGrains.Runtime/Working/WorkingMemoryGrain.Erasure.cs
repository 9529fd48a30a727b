using System.Collections.Immutable;
using AgentGrains.Engine.Erasure;
using AgentGrains.Engine.Working;

namespace AgentGrains.Runtime.Working;

internal sealed partial class WorkingMemoryGrain
{
    public async ValueTask<int> EraseQuotesAsync(ImmutableArray<string> texts)
    {
        ThrowIfDamaged();
        var places = WorkingRedaction.Find(await _journal.ReadAsync(), new ErasedWording(texts));
        if (places.Count == 0)
            return 0;
        try
        {
            await _journal.RedactAsync(places);
            var (journal, state) = (NewJournal(), WorkingState.Empty);
            await journal.OpenAsync(operation => state = state.Apply(operation));
            (_journal, _state) = (journal, state);   // at once: reads go on meanwhile
        }
        catch
        {
            DeactivateOnIdle();   // what it holds is being erased, and what storage holds is not known
            throw;
        }

        return places.Count;
    }
}
