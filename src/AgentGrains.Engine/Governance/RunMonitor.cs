using System.Globalization;

namespace AgentGrains.Engine.Governance;

/// <summary>Says whether a run has made recall worse, from what was counted in its arms.</summary>
/// <remarks>Pure and thread-safe.</remarks>
public static class RunMonitor
{
    private const int Signals = 5;

    /// <summary>Adds what was observed to one arm.</summary>
    public static RunWatch Add(RunWatch watch, RunArm arm, ArmCounts seen)
    {
        ArgumentNullException.ThrowIfNull(watch);
        return arm switch
        {
            RunArm.Baseline => watch with { Baseline = watch.Baseline.Plus(seen) },
            RunArm.Canary => watch with { Canary = watch.Canary.Plus(seen) },
            _ => watch with { Promoted = watch.Promoted.Plus(seen) },
        };
    }

    /// <summary>What has become worse, in words; null when nothing surely has.</summary>
    /// <param name="watch">What was counted.</param>
    /// <param name="arm">The arm that is on trial; the others are not looked at.</param>
    /// <param name="options">How much worse is worse, and how sure one must be.</param>
    public static string? FindBreach(RunWatch watch, RunArm arm, ConsolidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(watch);
        ArgumentNullException.ThrowIfNull(options);
        var (trial, basis) = (arm == RunArm.Canary ? watch.Canary : watch.Promoted, watch.Baseline);
        return Worse("recalls that did not answer", trial.Unanswered, trial.Recalls, basis.Unanswered, basis.Recalls)
            ?? Worse("recalls that a memory failed in", trial.Partial, trial.Recalls, basis.Partial, basis.Recalls)
            ?? Worse("recalls whose evidence contradicts itself", trial.Conflicts, trial.Recalls, basis.Conflicts, basis.Recalls)
            ?? Worse("recalls that showed what is outdated first", trial.Outdated, trial.Recalls, basis.Outdated, basis.Recalls)
            ?? Worse("reported recalls without success", trial.Failures, trial.Reports, basis.Failures, basis.Reports);

        // Several signals may raise a false alarm, so each gets its part of what is allowed.
        string? Worse(string what, long bad, long all, long baseBad, long baseAll) =>
            SequentialShares.Suffices(SequentialShares.Evidence(bad, all, baseBad, baseAll, options.WatchTolerance), options.FalseAlarms / Signals)
                ? string.Create(CultureInfo.InvariantCulture, $"{what}: {bad} of {all}, where without the run they were {baseBad} of {baseAll}")
                : null;
    }

    /// <summary>Whether a run would lay more to rest than is allowed at once, in words; null when not.</summary>
    public static string? FindExcess(ConsolidationRun run, long records, ConsolidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        var resting = run.Twins + run.Uninformative + run.Contradicted;
        return resting > records * options.MostResting
            ? string.Create(CultureInfo.InvariantCulture, $"it would lay {resting} of {records} records to rest at once, more than ConsolidationOptions.MostResting allows ({options.MostResting:0.##})")
            : null;
    }
}
