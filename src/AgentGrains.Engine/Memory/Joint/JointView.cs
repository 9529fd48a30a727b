namespace AgentGrains.Engine.Memory.Joint;

/// <summary>What the parts said of one question, by joint ordinal.</summary>
internal sealed class JointView(IReadOnlyList<MemoryPart> parts, List<PartOrdinal> versions)
{
    /// <summary>Which versions may be seen; null means all. What a part indexed after it answered is not seen.</summary>
    public Func<int, bool>? Visible =>
        parts.All(part => part.Visible.IsDefault) && parts.Sum(part => part.Place.Versions) == versions.Count ? null : IsVisible;

    /// <summary>What doubt adds; null when it adds nothing.</summary>
    public Func<int, float>? Prior => parts.All(part => part.Priors.IsDefault) ? null : PriorOf;

    /// <summary>Cosines with the question; empty when nothing has a vector of its model.</summary>
    public ReadOnlyMemory<float> Cosines
    {
        get
        {
            if (parts.All(part => part.Cosines.IsDefault))
                return default;
            var cosines = new float[versions.Count];
            for (var ordinal = 0; ordinal < cosines.Length; ordinal++)
            {
                var (part, at) = versions[ordinal];
                cosines[ordinal] = part < parts.Count && !parts[part].Cosines.IsDefault && at < parts[part].Cosines.Length ? parts[part].Cosines[at] : float.NaN;
            }

            return cosines;
        }
    }

    private bool IsVisible(int ordinal)
    {
        var (number, at) = versions[ordinal];
        return number < parts.Count && parts[number] is var part && at < part.Place.Versions
            && (part.Visible.IsDefault || (part.Visible[at >> 3] & (1 << (at & 7))) != 0);
    }

    private float PriorOf(int ordinal)
    {
        var (number, at) = versions[ordinal];
        return number < parts.Count && !parts[number].Priors.IsDefault && at < parts[number].Priors.Length ? parts[number].Priors[at] : 0;
    }
}
