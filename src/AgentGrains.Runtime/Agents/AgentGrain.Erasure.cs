using System.Collections.Immutable;
using AgentGrains.Engine.Erasure;

namespace AgentGrains.Runtime.Agents;

internal sealed partial class AgentGrain
{
    // Writes of the profile, of which one interleaves with all others.
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>A persona that quotes becomes the one that agents have who were given none; a handoff whose reason quotes is taken out, since nobody would know when.</summary>
    public async ValueTask<int> EraseProfileQuotesAsync(ImmutableArray<string> texts)
    {
        var wording = new ErasedWording(texts);
        await _writing.WaitAsync();
        try
        {
            if (state.State.Profile is not { } profile)
                return 0;
            var handoffs = profile.Handoffs.IsDefault ? [] : profile.Handoffs;
            var kept = handoffs.RemoveAll(handoff => wording.IsIn(handoff.When));
            var quotes = (wording.IsIn(profile.Persona) ? 1 : 0) + handoffs.Length - kept.Length;
            if (quotes == 0)
                return 0;
            state.State.Profile = profile with { Persona = wording.IsIn(profile.Persona) ? Default().Persona : profile.Persona, Handoffs = kept };
            await state.WriteStateAsync(CancellationToken.None);
            return quotes;
        }
        catch (Exception failure)
        {
            DeactivateOnIdle();   // whether it was written is not known; the next activation reads the truth
            throw new WriteUncertainException($"Storage failed while the profile of the agent '{this.GetPrimaryKeyString()}' was erased from ({failure.GetType().Name}); erase again.", failure);
        }
        finally
        {
            _writing.Release();
        }
    }
}
