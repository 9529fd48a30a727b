using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>A new version of a bank of skills.</summary>
internal sealed record SkillsBody
{
    /// <summary>Its skills.</summary>
    public IReadOnlyList<SkillBody?>? Skills { get; init; }

    /// <summary>What its designer says about it.</summary>
    public string? Note { get; init; }

    /// <summary>Idempotency key: the same key again publishes nothing more.</summary>
    public string? Key { get; init; }

    /// <summary>The skills that the body asks for.</summary>
    public ImmutableArray<Skill> ToSkills() => SkillBody.ToSkills(Skills);
}

/// <summary>A way of doing something.</summary>
/// <param name="Name">Names it within its bank.</param>
/// <param name="Text">How it is done.</param>
internal sealed record SkillBody(string? Name, string? Text)
{
    /// <summary>The skills that a list asks for.</summary>
    public static ImmutableArray<Skill> ToSkills(IReadOnlyList<SkillBody?>? skills) =>
        [.. Required.Items("skills", skills).Select(pair => new Skill(Required.Text($"{pair.Field}.name", pair.Item.Name), Required.Text($"{pair.Field}.text", pair.Item.Text)))];

    /// <summary>Writes skills.</summary>
    public static IReadOnlyList<SkillBody> From(ImmutableArray<Skill> skills) => [.. skills.Select(skill => new SkillBody(skill.Name, skill.Text))];
}

/// <summary>Work that skills are wanted for.</summary>
internal sealed record ChooseBody
{
    /// <summary>What the work is, in a word that stands for its kind.</summary>
    public string? Context { get; init; }

    /// <summary>How many skills; 1 when left out.</summary>
    public int? Count { get; init; }
}

/// <summary>Skills chosen for a piece of work; send it back with the reward.</summary>
internal sealed record ChoiceBody
{
    /// <summary>The version of the bank they are of.</summary>
    public int? Version { get; init; }

    /// <summary>What the work is.</summary>
    public string? Context { get; init; }

    /// <summary>The skills, the most promising first.</summary>
    public IReadOnlyList<SkillBody?>? Skills { get; init; }

    /// <summary>Writes a choice.</summary>
    public static ChoiceBody From(SkillChoice choice) => new() { Version = choice.Version, Context = choice.Context, Skills = SkillBody.From(choice.Skills) };

    /// <summary>The choice that the body names.</summary>
    public SkillChoice ToChoice() => new(Required.Value("choice.version", Version), Required.Text("choice.context", Context), SkillBody.ToSkills(Skills));
}

/// <summary>How well chosen skills did.</summary>
internal sealed record RewardBody
{
    /// <summary>The choice, as it was answered.</summary>
    public ChoiceBody? Choice { get; init; }

    /// <summary>From 0 to 1.</summary>
    public double? Reward { get; init; }

    /// <summary>Idempotency key: the same key again counts nothing more.</summary>
    public string? Key { get; init; }

    /// <summary>The choice that is rewarded.</summary>
    public SkillChoice ToChoice() => (Choice ?? throw new InvalidMemoryException("choice", "The choice is missing; send it as it was answered.")).ToChoice();
}

/// <summary>A bank of skills.</summary>
/// <param name="Current">The version in use.</param>
/// <param name="Best">The version that did best.</param>
/// <param name="Versions">Every version, oldest first.</param>
internal sealed record SkillBankBody(int Current, int Best, IReadOnlyList<SkillVersionBody> Versions)
{
    /// <summary>Writes a bank.</summary>
    public static SkillBankBody From(SkillBankView bank) => new(bank.Current, bank.Best, [.. bank.Versions.Select(version => new SkillVersionBody(
        version.Number, SkillBody.From(version.Skills), version.Note, version.Trials, version.Mean, version.IsRolledBack))]);
}

/// <summary>One version of a bank.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Skills">Its skills.</param>
/// <param name="Note">What its designer said about it.</param>
/// <param name="Trials">Rewards it was given.</param>
/// <param name="Mean">Their mean, 0 to 1.</param>
/// <param name="IsRolledBack">Whether it was found worse than the best one and given up.</param>
internal sealed record SkillVersionBody(int Number, IReadOnlyList<SkillBody> Skills, string? Note, int Trials, double Mean, bool IsRolledBack);
