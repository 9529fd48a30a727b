namespace AgentGrains.Runtime.Recall;

/// <summary>Joins what stands in several memories, in the order of the asked scopes.</summary>
internal static class StandingMerge
{
    public static StandingContext Merge(IEnumerable<StandingContext?> parts)
    {
        var all = StandingContext.Empty;
        foreach (var part in parts.OfType<StandingContext>())
        {
            all = new StandingContext
            {
                Persona = all.Persona.AddRange(part.Persona),
                Pinned = all.Pinned.AddRange(part.Pinned),
                OpenQuestions = all.OpenQuestions.AddRange(part.OpenQuestions),
            };
        }

        return all;
    }
}
