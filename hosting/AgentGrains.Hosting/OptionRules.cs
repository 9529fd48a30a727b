using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Cascade;
using AgentGrains.Inference.Resilience;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Options;

namespace AgentGrains.Hosting;

/// <summary>What options must keep; checked when the host starts.</summary>
internal static class OptionRules
{
    public static bool Check(MemoryOptions options)
    {
        Require(nameof(MemoryOptions), nameof(options.MaxTextBytes), options.MaxTextBytes, 1, 256 * 1024);
        Require(nameof(MemoryOptions), nameof(options.MaxBatch), options.MaxBatch, 1, 100_000);
        Require(nameof(MemoryOptions), nameof(options.MaxRecords), options.MaxRecords, 1, 10_000_000);
        Require(nameof(MemoryOptions), nameof(options.MaxNameBytes), options.MaxNameBytes, 1, 4 * 1024);
        Require(nameof(MemoryOptions), nameof(options.MaxParts), options.MaxParts, 1, 64);
        return true;
    }

    public static bool Check(ForgettingOptions options)
    {
        RequireReal(nameof(ForgettingOptions), nameof(options.UnitDays), options.UnitDays, 0.01, 36_500);
        RequireReal(nameof(ForgettingOptions), nameof(options.ActiveFrom), options.ActiveFrom, options.WarmFrom, 1);
        RequireReal(nameof(ForgettingOptions), nameof(options.WarmFrom), options.WarmFrom, options.ColdFrom, 1);
        RequireReal(nameof(ForgettingOptions), nameof(options.ColdFrom), options.ColdFrom, 0, 1);
        RequireReal(nameof(ForgettingOptions), nameof(options.Hysteresis), options.Hysteresis, 0, 0.2);
        Require(nameof(ForgettingOptions), nameof(options.ReinforceInterval), options.ReinforceInterval.TotalSeconds, 0, 31_536_000);
        return true;
    }

    public static bool Check(CubeOptions options)
    {
        Require(nameof(CubeOptions), nameof(options.MaxBytes), options.MaxBytes, 1024, 1024 * 1024 * 1024);
        Require(nameof(CubeOptions), nameof(options.ImportPage), options.ImportPage, 1, 1_000);
        return true;
    }

    public static bool Check(ConsolidationOptions options)
    {
        Require(nameof(ConsolidationOptions), nameof(options.IdleTime), options.IdleTime.TotalSeconds, 60, 30 * 86_400);
        Require(nameof(ConsolidationOptions), nameof(options.LeastNew), options.LeastNew, 1, 1_000_000);
        Require(nameof(ConsolidationOptions), nameof(options.BatchRecords), options.BatchRecords, 1, 1_000);
        RequireReal(nameof(ConsolidationOptions), nameof(options.RestAfter), options.RestAfter.TotalDays, 0, 365);
        RequireReal(nameof(ConsolidationOptions), nameof(options.LeastInformation), options.LeastInformation, 0, 1_000);
        RequireReal(nameof(ConsolidationOptions), nameof(options.LeastSentenceInformation), options.LeastSentenceInformation, 0, 1_000);
        Require(nameof(ConsolidationOptions), nameof(options.NoteTokens), options.NoteTokens, 0, 2_000);
        Require(nameof(ConsolidationOptions), nameof(options.LeastEpisodes), options.LeastEpisodes, 2, 40);
        Require(nameof(ConsolidationOptions), nameof(options.CondenserDeadline), options.CondenserDeadline.TotalMilliseconds, 1, 3_600_000);
        RequireReal(nameof(ConsolidationOptions), nameof(options.StagedFor), options.StagedFor.TotalMinutes, 1, 525_600);
        RequireReal(nameof(ConsolidationOptions), nameof(options.WatchFor), options.WatchFor.TotalDays, 0, 365);
        RequireReal(nameof(ConsolidationOptions), nameof(options.WatchTolerance), options.WatchTolerance, 0, 1);
        RequireReal(nameof(ConsolidationOptions), nameof(options.FalseAlarms), options.FalseAlarms, 1e-9, 0.5);
        RequireReal(nameof(ConsolidationOptions), nameof(options.MostResting), options.MostResting, 1e-3, 1);
        Require(nameof(ConsolidationOptions), nameof(options.KeptRuns), options.KeptRuns, 1, 10_000);
        return true;
    }

    public static bool Check(VectorOptions options)
    {
        if (options.OriginalBits is not (8 or 32))
            throw new OptionsValidationException(nameof(VectorOptions), typeof(OptionRules), [$"VectorOptions.OriginalBits is {options.OriginalBits}; it must be 8 or 32."]);
        return true;
    }

    public static bool Check(VectorStoreOptions options)
    {
        Require(nameof(VectorStoreOptions), nameof(options.SearchLimit), options.SearchLimit, 1, 10_000);
        Require(nameof(VectorStoreOptions), nameof(options.BatchSize), options.BatchSize, 1, 10_000);
        Require(nameof(VectorStoreOptions), nameof(options.SearchTimeout), options.SearchTimeout.TotalMilliseconds, 1, 60_000);
        Require(nameof(VectorStoreOptions), nameof(options.RestAfterFailure), options.RestAfterFailure.TotalMilliseconds, 0, 3_600_000);
        Require(nameof(VectorStoreOptions), nameof(options.WriteTimeout), options.WriteTimeout.TotalMilliseconds, 1, 600_000);
        Require(nameof(VectorStoreOptions), nameof(options.CheckPeriod), options.CheckPeriod.TotalMilliseconds, 1, 86_400_000);
        return true;
    }

    public static bool Check(RecallOptions options)
    {
        Require(nameof(RecallOptions), nameof(options.MaxLimit), options.MaxLimit, 1, 100_000);
        Require(nameof(RecallOptions), nameof(options.MaxTokenBudget), options.MaxTokenBudget, 1, 100_000_000);
        Require(nameof(RecallOptions), nameof(options.MaxScopes), options.MaxScopes, 1, 1_000);
        Require(nameof(RecallOptions), nameof(options.MaxQueryBytes), options.MaxQueryBytes, 1, 1024 * 1024);
        Require(nameof(RecallOptions), nameof(options.MemoryDeadline), options.MemoryDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(RecallOptions), nameof(options.WatermarkDeadline), options.WatermarkDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(RecallOptions), nameof(options.EmbeddingDeadline), options.EmbeddingDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(RecallOptions), nameof(options.RerankDepth), options.RerankDepth, 0, 1_000);
        Require(nameof(RecallOptions), nameof(options.RerankWeight), options.RerankWeight, 0, 1_000);
        Require(nameof(RecallOptions), nameof(options.RerankDeadline), options.RerankDeadline.TotalMilliseconds, 1, 3_600_000);
        return true;
    }

    public static bool Check(CascadeOptions options)
    {
        Require(nameof(CascadeOptions), nameof(options.TopK), options.TopK, 1, 1_000);
        Require(nameof(CascadeOptions), nameof(options.Stable), options.Stable, 0, 1);
        Require(nameof(CascadeOptions), nameof(options.AverageShare), options.AverageShare, 0, 1);
        Require(nameof(CascadeOptions), nameof(options.PeakPerSecond), options.PeakPerSecond, 1, 1_000_000);
        Require(nameof(CascadeOptions), nameof(options.Explore), options.Explore, 0, 1);
        Require(nameof(CascadeOptions), nameof(options.Memory), options.Memory, 0.5, 1);
        Require(nameof(CascadeOptions), nameof(options.WarmUp), options.WarmUp, 1, 1_000_000);
        Require(nameof(CascadeOptions), nameof(options.MaxTenants), options.MaxTenants, 1, 100_000);
        return true;
    }

    public static bool Check(OutcomeOptions options)
    {
        Require(nameof(OutcomeOptions), nameof(options.MaxRecalls), options.MaxRecalls, 1, 100_000);
        Require(nameof(OutcomeOptions), nameof(options.MaxShown), options.MaxShown, 1, 1_000);
        Require(nameof(OutcomeOptions), nameof(options.LeastFederated), options.LeastFederated, 2, 100_000);
        Require(nameof(OutcomeOptions), nameof(options.TrainEvery), options.TrainEvery, 1, 1_000_000);
        Require(nameof(OutcomeOptions), nameof(options.MinReports), options.MinReports, 30, options.MaxRecalls < 30 ? 30 : options.MaxRecalls);
        Require(nameof(OutcomeOptions), nameof(options.FlushDelay), options.FlushDelay.TotalMilliseconds, 1, 60_000);
        Require(nameof(OutcomeOptions), nameof(options.LookUpDeadline), options.LookUpDeadline.TotalMilliseconds, 1, 60_000);
        return true;
    }

    public static bool Check(DerivationOptions options)
    {
        Require(nameof(DerivationOptions), nameof(options.BatchTurns), options.BatchTurns, 1, 1_000);
        Require(nameof(DerivationOptions), nameof(options.ContextTurns), options.ContextTurns, 0, 100);
        Require(nameof(DerivationOptions), nameof(options.MaxUnitsPerTurn), options.MaxUnitsPerTurn, 1, 1_000);
        Require(nameof(DerivationOptions), nameof(options.StageAttempts), options.StageAttempts, 1, 1_000);
        Require(nameof(DerivationOptions), nameof(options.StageDeadline), options.StageDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(DerivationOptions), nameof(options.RetryDelay), options.RetryDelay.TotalMilliseconds, 1, 60_000);
        return true;
    }

    public static bool Check(AgentOptions options)
    {
        Require(nameof(AgentOptions), nameof(options.AnswerDeadline), options.AnswerDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(AgentOptions), nameof(options.ToolTimeout), options.ToolTimeout.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(AgentOptions), nameof(options.MaxToolCalls), options.MaxToolCalls, 0, 1_000);
        Require(nameof(AgentOptions), nameof(options.MaxToolResult), options.MaxToolResult, 1, 1_000_000);
        Require(nameof(AgentOptions), nameof(options.WorkingTokens), options.WorkingTokens, 1, 1_000_000);
        Require(nameof(AgentOptions), nameof(options.Lessons), options.Lessons, 0, 100);
        return true;
    }

    public static bool Check(DebateOptions options)
    {
        Require(nameof(DebateOptions), nameof(options.StepDeadline), options.StepDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(DebateOptions), nameof(options.UnavailableAfter), options.UnavailableAfter.TotalMilliseconds, 1, 86_400_000);
        Require(nameof(DebateOptions), nameof(options.MaxAttempts), options.MaxAttempts, 1, 100);
        Require(nameof(DebateOptions), nameof(options.MaxTextBytes), options.MaxTextBytes, 1, 128 * 1024);
        Require(nameof(DebateOptions), nameof(options.MaxTeams), options.MaxTeams, 1, 64);
        Require(nameof(DebateOptions), nameof(options.MaxRounds), options.MaxRounds, 0, 1_000);
        Require(nameof(DebateOptions), nameof(options.MaxTokens), options.MaxTokens, 1, 1e15);
        Require(nameof(DebateOptions), nameof(options.MaxTime), options.MaxTime.TotalSeconds, 1, 366 * 86_400);
        Require(nameof(DebateOptions), nameof(options.CasesOfAKind), options.CasesOfAKind, 0, 32);
        Require(nameof(DebateOptions), nameof(options.LeastSimilarity), options.LeastSimilarity, 0, 1);
        Require(nameof(DebateOptions), nameof(options.BankDeadline), options.BankDeadline.TotalMilliseconds, 1, 3_600_000);
        return true;
    }

    public static bool Check(GuardOptions options)
    {
        Require(nameof(GuardOptions), nameof(options.HoldBelow), options.HoldBelow, 0, SourceStanding.Most);
        Require(nameof(GuardOptions), nameof(options.RejectBelow), options.RejectBelow, 0, options.HoldBelow);
        Require(nameof(GuardOptions), nameof(options.TrustExponent), options.TrustExponent, 0, 100);
        Require(nameof(GuardOptions), nameof(options.DoubtedAgePerDay), options.DoubtedAgePerDay, 0, 100);
        Require(nameof(GuardOptions), nameof(options.VotesPerSource), options.VotesPerSource, 1, 1_000);
        Require(nameof(GuardOptions), nameof(options.EchoRecords), options.EchoRecords, 0, 100_000);
        Require(nameof(GuardOptions), nameof(options.LeaseAge), options.LeaseAge.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(GuardOptions), nameof(options.PolicyDeadline), options.PolicyDeadline.TotalMilliseconds, 1, 60_000);
        Require(nameof(GuardOptions), nameof(options.JudgeDeadline), options.JudgeDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(GuardOptions), nameof(options.OnPolicyFailure), (int)options.OnPolicyFailure, 0, 1);
        return true;
    }

    public static bool Check(WorkingMemoryOptions options)
    {
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxStepBytes), options.MaxStepBytes, 1, 256 * 1024);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxSymbolBytes), options.MaxSymbolBytes, 1, 384 * 1024);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxBlockBytes), options.MaxBlockBytes, 1, 256 * 1024);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxBlocks), options.MaxBlocks, 1, 1_000);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxSymbols), options.MaxSymbols, 1, 1_000_000);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxSteps), options.MaxSteps, 1, 10_000_000);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxDepth), options.MaxDepth, 1, 10_000);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxBatch), options.MaxBatch, 1, 100_000);
        Require(nameof(WorkingMemoryOptions), nameof(options.MaxSymbolBytesInAll), options.MaxSymbolBytesInAll, 1, 1024L * 1024 * 1024);
        return true;
    }

    public static bool Check(ResourceOptions options)
    {
        Require(nameof(ResourceOptions), nameof(options.MaxContentBytes), options.MaxContentBytes, 1, 64 * 1024 * 1024);
        Require(nameof(ResourceOptions), nameof(options.MaxResources), options.MaxResources, 1, 1_000_000);
        return true;
    }

    public static bool Check(VaultOptions options)
    {
        Require(nameof(VaultOptions), nameof(options.MaxSecrets), options.MaxSecrets, 1, 100_000);
        Require(nameof(VaultOptions), nameof(options.MaxValueBytes), options.MaxValueBytes, 1, 256 * 1024);
        if (options.Key is { } key && (!Convert.TryFromBase64String(key, new byte[key.Length], out var length) || length != 32))
            throw new OptionsValidationException(nameof(VaultOptions), typeof(OptionRules), ["VaultOptions.Key must be 32 bytes in base64."]);
        return true;
    }

    public static bool Check(InferencePoolOptions options)
    {
        Require(nameof(InferencePoolOptions), nameof(options.MaxBatch), options.MaxBatch, 1, 4_096);
        Require(nameof(InferencePoolOptions), nameof(options.MaxBatchTokens), options.MaxBatchTokens, 64, 10_000_000);
        Require(nameof(InferencePoolOptions), nameof(options.MaxBatchTime), options.MaxBatchTime.TotalMilliseconds, 1, 60_000);
        Require(nameof(InferencePoolOptions), nameof(options.MaxDelay), options.MaxDelay.TotalMilliseconds, 0, 1_000);
        Require(nameof(InferencePoolOptions), nameof(options.Lanes), options.Lanes, 0, 256);
        Require(nameof(InferencePoolOptions), nameof(options.MaxQueuedPerTenant), options.MaxQueuedPerTenant, 1, 1_000_000);
        Require(nameof(InferencePoolOptions), nameof(options.Deadline), options.Deadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(InferencePoolOptions), nameof(options.ChatDeadline), options.ChatDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(InferencePoolOptions), nameof(options.CacheBytes), options.CacheBytes, 0, 1L << 40);
        Require(nameof(InferencePoolOptions), nameof(options.RemotePatience), options.RemotePatience.TotalMilliseconds, 10, 3_600_000);
        return true;
    }

    public static bool Check(BackendOptions options)
    {
        Require(nameof(BackendOptions), nameof(options.AttemptTimeout), options.AttemptTimeout.TotalMilliseconds, 10, 3_600_000);
        Require(nameof(BackendOptions), nameof(options.TotalTimeout), options.TotalTimeout.TotalMilliseconds, 10, 3_600_000);
        Require(nameof(BackendOptions), nameof(options.Retries), options.Retries, 0, 100);
        Require(nameof(BackendOptions), nameof(options.RetryDelay), options.RetryDelay.TotalMilliseconds, 0, 60_000);
        Require(nameof(BackendOptions), nameof(options.LongestRetryAfter), options.LongestRetryAfter.TotalMilliseconds, 0, 3_600_000);
        if (options.HedgeAfter is { } hedge)
            Require(nameof(BackendOptions), nameof(options.HedgeAfter), hedge.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(BackendOptions), nameof(options.BreakerRatio), options.BreakerRatio, 0, 1);
        Require(nameof(BackendOptions), nameof(options.BreakerMinimum), options.BreakerMinimum, 2, 100_000);
        Require(nameof(BackendOptions), nameof(options.BreakerWindow), options.BreakerWindow.TotalMilliseconds, 500, 3_600_000);
        Require(nameof(BackendOptions), nameof(options.BreakDuration), options.BreakDuration.TotalMilliseconds, 500, 3_600_000);
        Require(nameof(BackendOptions), nameof(options.Concurrency), options.Concurrency, 1, 10_000);
        return true;
    }

    public static bool Check(JournalOptions options)
    {
        Require(nameof(JournalOptions), nameof(options.HeadBytes), options.HeadBytes, 0, 256 * 1024);
        Require(nameof(JournalOptions), nameof(options.SegmentBytes), options.SegmentBytes, 4 * 1024, 512 * 1024);
        Require(nameof(JournalOptions), nameof(options.ParallelReads), options.ParallelReads, 1, 1_000);
        return true;
    }

    public static bool Check(TenantOptions options)
    {
        Require(nameof(TenantOptions), nameof(options.RefreshPeriod), options.RefreshPeriod.TotalMilliseconds, 10, 3_600_000);
        Require(nameof(TenantOptions), nameof(options.IdleAge), options.IdleAge.TotalMilliseconds, 1_000, 30.0 * 86_400_000);
        return true;
    }

    private static void RequireReal(string options, string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new OptionsValidationException(options, typeof(OptionRules), [$"{options}.{name} is {value}; it must be from {least} to {most}."]);
    }

    private static void Require(string options, string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new OptionsValidationException(options, typeof(OptionRules), [$"{options}.{name} is {value:N0}; it must be from {least:N0} to {most:N0}."]);
    }
}
