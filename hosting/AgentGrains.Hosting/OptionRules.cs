using AgentGrains.Inference.Batching;
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

    public static bool Check(RecallOptions options)
    {
        Require(nameof(RecallOptions), nameof(options.MaxLimit), options.MaxLimit, 1, 100_000);
        Require(nameof(RecallOptions), nameof(options.MaxTokenBudget), options.MaxTokenBudget, 1, 100_000_000);
        Require(nameof(RecallOptions), nameof(options.MaxScopes), options.MaxScopes, 1, 1_000);
        Require(nameof(RecallOptions), nameof(options.MaxQueryBytes), options.MaxQueryBytes, 1, 1024 * 1024);
        Require(nameof(RecallOptions), nameof(options.MemoryDeadline), options.MemoryDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(RecallOptions), nameof(options.WatermarkDeadline), options.WatermarkDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(RecallOptions), nameof(options.EmbeddingDeadline), options.EmbeddingDeadline.TotalMilliseconds, 1, 3_600_000);
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
        return true;
    }

    public static bool Check(DebateOptions options)
    {
        Require(nameof(DebateOptions), nameof(options.StepDeadline), options.StepDeadline.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(DebateOptions), nameof(options.UnavailableAfter), options.UnavailableAfter.TotalMilliseconds, 1, 86_400_000);
        Require(nameof(DebateOptions), nameof(options.MaxAttempts), options.MaxAttempts, 1, 100);
        Require(nameof(DebateOptions), nameof(options.MaxTextBytes), options.MaxTextBytes, 1, 128 * 1024);
        Require(nameof(DebateOptions), nameof(options.MaxTeams), options.MaxTeams, 1, 64);
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

    private static void Require(string options, string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new OptionsValidationException(options, typeof(OptionRules), [$"{options}.{name} is {value:N0}; it must be from {least:N0} to {most:N0}."]);
    }
}
