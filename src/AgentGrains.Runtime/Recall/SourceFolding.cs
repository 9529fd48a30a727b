namespace AgentGrains.Runtime.Recall;

/// <summary>
/// What was said stands for what was derived from it: a derived statement is left out when a turn it was taken from was found too,
/// so that evidence does not say everything twice. It is found by itself when its turns were not.
/// </summary>
internal static class SourceFolding
{
    public static IEnumerable<Evidence> Fold(IReadOnlyCollection<Evidence> evidence)
    {
        var found = evidence.Select(item => item.Record.Id).ToHashSet();
        return evidence.Where(item => item.Record.Provenance is not { Producer: not null } origin || !origin.DerivedFrom.Any(found.Contains));
    }
}
