using System.Collections.Immutable;
using AgentGrains.Engine.Procedural;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Procedural;

/// <summary>The skills of one scope: what was published and rewarded is in the journal; what follows from it is computed by the pure state.</summary>
[GrainType("skill-bank")]
internal sealed class SkillBankGrain(OperationJournalFactory journals) : Grain, ISkillBankGrain
{
    private const int MostSkills = 256;
    private const int MostTextBytes = 16 * 1024;
    private const int MostNameBytes = 1024;

    private SkillBankState _state = SkillBankState.Empty;
    private FrameJournal _journal = null!;
    private Scope _scope = null!;
    private bool _entered;
    private long _draws;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        _journal = new FrameJournal(journals.CreateRaw(this.GetGrainId(), _scope.Key));
        await _journal.OpenAsync(SkillOperation.Read, operation => _state = _state.Apply(operation));
    }

    public async ValueTask<SkillBankView> PublishAsync(ImmutableArray<Skill> skills, string? note, string key, CancellationToken cancellationToken)
    {
        Check("key", key, MostNameBytes);
        if (skills.IsDefaultOrEmpty || skills.Length > MostSkills)
            throw new InvalidMemoryException("skills", $"Give from 1 to {MostSkills} skills.");
        foreach (var skill in skills)
        {
            Check("skills", skill?.Name, MostNameBytes);
            Check("skills", skill!.Text, MostTextBytes);
        }

        if (skills.DistinctBy(skill => skill.Name, StringComparer.Ordinal).Count() != skills.Length)
            throw new InvalidMemoryException("skills", "Two skills have the same name; names must be distinct.");
        if (note is not null)
            Check("note", note, MostTextBytes);
        return await CommitAsync(new SkillOperation(key, skills, note, Chosen: []));
    }

    public ValueTask<SkillChoice> ChooseAsync(string context, int count, CancellationToken cancellationToken)
    {
        Check("context", context, MostNameBytes);
        if (count < 1)
            throw new InvalidMemoryException("count", "count must be at least 1.");
        return new(_state.Choose(context, count, ++_draws));
    }

    public async ValueTask<SkillBankView> RewardAsync(SkillChoice choice, double reward, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(choice);
        Check("key", key, MostNameBytes);
        Check("context", choice.Context, MostNameBytes);
        if (!(reward is >= 0 and <= 1))
            throw new InvalidMemoryException("reward", "The reward must be a number from 0 to 1.");
        if (choice.Skills.IsDefaultOrEmpty || choice.Version < 1 || choice.Version > _state.View.Versions.Length)
            throw new InvalidMemoryException("choice", "The choice is not one of this bank.");
        return await CommitAsync(new SkillOperation(key, [], null, choice.Version, choice.Context, [.. choice.Skills.Select(skill => skill.Name)], reward));
    }

    public ValueTask<SkillBankView> GetAsync(CancellationToken cancellationToken) => new(_state.View);

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            DeactivateOnIdle();
        }

        (_state, _entered) = (SkillBankState.Empty, false);
    }

    private async Task<SkillBankView> CommitAsync(SkillOperation operation)
    {
        if (_state.Knows(operation.Key))
            return _state.View;
        if (!_entered)
        {
            await GrainFactory.GetGrain<IUserScopeGrain>(_scope.Key).EnterAsync(CancellationToken.None);
            _entered = true;
        }

        var next = _state.Apply(operation);
        try
        {
            await _journal.AppendAsync(operation.WriteTo);
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reloads the truth
            throw;
        }

        _state = next;
        return _state.View;
    }

    private static void Check(string field, string? text, int maxBytes)
    {
        DraftRules.CheckText(field, text, maxBytes, $"{maxBytes:N0} bytes");
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidMemoryException(field, $"{field} is empty.");
    }
}
