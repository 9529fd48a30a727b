namespace AgentGrains.Runtime.Outcomes;

/// <summary>What a report must keep.</summary>
internal static class OutcomeRules
{
    /// <summary>The recall's id.</summary>
    public static Guid Check(RecallOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (!Guid.TryParseExact(outcome.RecallId, "N", out var id))
            throw new InvalidMemoryException("recallId", "That is not the id of a recall; pass RecallResult.RecallId.");
        if (outcome.Used.IsDefault)
            throw new InvalidMemoryException("used", "used is null; pass an empty list when nothing was used.");
        return id;
    }

    public static void CheckUsed(RecallOutcome outcome, ShownRecall shown)
    {
        foreach (var used in outcome.Used)
        {
            if (!shown.Hits.Any(hit => hit.Id == used))
                throw new InvalidMemoryException("used", $"The recall did not show '{used}', or so far down that it was not kept (OutcomeOptions.MaxShown).");
        }
    }
}
