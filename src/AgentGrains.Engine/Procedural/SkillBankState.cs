using System.Collections.Immutable;
using System.Globalization;

namespace AgentGrains.Engine.Procedural;

/// <summary>
/// What the operations of a skill bank add up to. Skills have a Beta posterior for each context (Thompson sampling); versions have the mean of their
/// rewards. A version that had enough trials and is worse than the best one by the margin is given up for it; one that is better becomes the best.
/// </summary>
/// <remarks>Immutable and thread-safe. Deterministic: the same operations give the same state, and the same state and draw the same choice.</remarks>
public sealed record SkillBankState
{
    /// <summary>Rewards after which a version is judged.</summary>
    public const int JudgedAfter = 30;

    /// <summary>How much worse than the best one a version may be.</summary>
    public const double Margin = 0.05;

    /// <summary>No bank yet.</summary>
    public static SkillBankState Empty { get; } = new();

    /// <summary>Number of operations.</summary>
    public long Sequence { get; private init; }

    /// <summary>The version in use; 0 when there is none.</summary>
    public int Current { get; private init; }

    /// <summary>The best version; 0 when there is none.</summary>
    public int Best { get; private init; }

    private ImmutableList<(SkillVersion Version, double Sum)> Versions { get; init; } = [];

    private ImmutableDictionary<(string Context, string Name, string Text), (double Good, double Bad)> Arms { get; init; } =
        ImmutableDictionary<(string, string, string), (double, double)>.Empty;

    private ImmutableHashSet<string> Keys { get; init; } = [];

    /// <summary>The state as callers see it.</summary>
    public SkillBankView View => new(Current, Best, [.. Versions.Select(item => item.Version)]);

    /// <summary>Whether an operation with this key was applied.</summary>
    public bool Knows(string key) => Keys.Contains(key);

    /// <summary>Chooses skills of the version in use.</summary>
    /// <param name="context">What the work is.</param>
    /// <param name="count">Most skills.</param>
    /// <param name="draw">Which choice it is: another number gives another sample.</param>
    /// <exception cref="InvalidMemoryException">There is no bank yet.</exception>
    public SkillChoice Choose(string context, int count, long draw)
    {
        if (Current == 0)
            throw new InvalidMemoryException("skills", "The bank has no skills yet; publish some first.");
        var random = new Random(StableHash(string.Create(CultureInfo.InvariantCulture, $"{Sequence}/{draw}/{context}")));
        var ranked = Versions[Current - 1].Version.Skills
            .Select((skill, place) => (skill, place, value: Sample(random, Arms.GetValueOrDefault((context, skill.Name, skill.Text)))))
            .OrderByDescending(item => item.value).ThenBy(item => item.place);
        return new SkillChoice(Current, context, [.. ranked.Take(count).Select(item => item.skill)]);
    }

    /// <summary>The state after one more operation.</summary>
    /// <exception cref="InvalidOperationException">The operation does not fit.</exception>
    public SkillBankState Apply(SkillOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var next = operation.Version == 0 ? Publish(operation) : Reward(operation);
        return next with { Sequence = Sequence + 1, Keys = Keys.Add(operation.Key) };
    }

    private SkillBankState Publish(SkillOperation operation)
    {
        var number = Versions.Count + 1;
        return this with
        {
            Versions = Versions.Add((new SkillVersion(number, operation.Skills, operation.Note, 0, 0, false), 0)),
            Current = number,
            Best = Best == 0 ? number : Best,
        };
    }

    private SkillBankState Reward(SkillOperation operation)
    {
        if (operation.Version > Versions.Count)
            throw new InvalidOperationException($"There is no version {operation.Version} of the bank.");
        var (version, sum) = Versions[operation.Version - 1];
        var arms = Arms;
        foreach (var skill in version.Skills.Where(skill => operation.Chosen.Contains(skill.Name)))
        {
            var key = (operation.Context, skill.Name, skill.Text);
            var (good, bad) = arms.GetValueOrDefault(key);
            arms = arms.SetItem(key, (good + operation.Reward, bad + 1 - operation.Reward));
        }

        sum += operation.Reward;
        version = version with { Trials = version.Trials + 1, Mean = sum / (version.Trials + 1) };
        return (this with { Arms = arms, Versions = Versions.SetItem(operation.Version - 1, (version, sum)) }).Judge(version);
    }

    // Only the version in use is judged, and only against one that had as many trials.
    private SkillBankState Judge(SkillVersion version)
    {
        var best = Versions[Best - 1].Version;
        if (version.Number != Current || version.Number == Best || version.Trials < JudgedAfter || best.Trials < JudgedAfter)
            return this;
        if (version.Mean < best.Mean - Margin)
            return this with { Current = Best, Versions = Versions.SetItem(version.Number - 1, (version with { IsRolledBack = true }, Versions[version.Number - 1].Sum)) };
        return version.Mean > best.Mean ? this with { Best = version.Number } : this;
    }

    // A Beta sample as a ratio of Gamma samples (Marsaglia and Tsang, 2000), with the uniform prior.
    private static double Sample(Random random, (double Good, double Bad) arm)
    {
        var (a, b) = (Gamma(random, 1 + arm.Good), Gamma(random, 1 + arm.Bad));
        return a / (a + b);
    }

    private static double Gamma(Random random, double shape)
    {
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }

    private static int StableHash(string text)
    {
        var hash = 2166136261;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619;
        return (int)hash;
    }
}
