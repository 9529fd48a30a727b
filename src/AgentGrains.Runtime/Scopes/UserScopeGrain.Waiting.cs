using System.Collections.Immutable;

namespace AgentGrains.Runtime.Scopes;

/// <summary>
/// How long callers wait for an erasure: less than until their calls are given up, so that they hear that it goes on, and not nothing. There is one at a
/// time, and who asks for the same meanwhile waits for the same.
/// </summary>
internal sealed partial class UserScopeGrain
{
    private const double ShareOfResponseTimeout = 0.8;
    private const int MostTries = 10;
    private static readonly ImmutableArray<MemoryId> Everything = [];

    private (ImmutableArray<MemoryId> Records, Task<RecordErasure> Erasing) _begun = (Everything, Task.FromResult(new RecordErasure([])));
    private Task? _left;   // the erasure whose caller did not wait for its end

    private async Task<RecordErasure> WaitForAsync(ImmutableArray<MemoryId> records, CancellationToken cancellationToken)
    {
        var erasing = Begin(records);
        var patience = messaging.Value.ResponseTimeout * ShareOfResponseTimeout;
        try
        {
            return await erasing.WaitAsync(patience, clock, cancellationToken);
        }
        catch (Exception) when (!erasing.IsCompleted)
        {
            if (_left != erasing)
                _ = TellAsync(_left = erasing);
            cancellationToken.ThrowIfCancellationRequested();
            throw new WriteUncertainException($"The erasure in '{_scope.Key}' has not ended within {patience.TotalSeconds:0.#} s, as storage is slow. It goes on and is finished by itself; erase again to hear that it has ended.");
        }
    }

    private Task<RecordErasure> Begin(ImmutableArray<MemoryId> records)
    {
        if (_begun.Erasing.IsCompleted || !_begun.Records.SequenceEqual(records))
        {
            _begun = (records, EraseAfterAsync(_begun.Erasing, records));
            runs.Add(_begun.Erasing);
        }

        return _begun.Erasing;
    }

    private async Task<RecordErasure> EraseAfterAsync(Task before, ImmutableArray<MemoryId> records)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        TenantContext.Set(_scope.Tenant);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var erased = records.IsEmpty ? await EraseEverythingAsync() : await EraseAllOfAsync(records);
                await ClearReminderAsync();
                return erased;
            }
            catch (TimeoutException) when (tries < MostTries && !runs.Stopping.IsCancellationRequested)
            {
                // Whom it asked goes on, chapter by chapter: it asks again for the rest. Its own callers do not wait any more.
            }
        }
    }

    private async Task TellAsync(Task erasing)
    {
        await erasing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (erasing.Exception is { InnerException: { } failure })
            LogNotErased(_scope.Key, failure);
    }
}
