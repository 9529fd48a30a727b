using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Scopes;

/// <summary>An erasure that was cut short ends by itself: a reminder stands from before it is known to have begun until after it is over.</summary>
internal sealed partial class UserScopeGrain
{
    private const string Reminder = "erase";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private bool _hasReminder;   // set by this activation; one that an earlier one left is cleared when it next comes

    private bool HasErasure => state.State.Phase == ScopePhase.Erasing || state.State.Erasing.Count > 0;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        TenantContext.Set(_scope.Tenant);
        _hasReminder = true;
        try
        {
            if (state.State.Phase == ScopePhase.Erasing)
                await Begin(Everything);
            else if (state.State.Erasing is { Count: > 0 } records)
                await Begin([.. records]);
            else
                await ClearReminderAsync();
        }
        catch (Exception failure)
        {
            LogNotErased(_scope.Key, failure);
        }
    }

    // Without waiting for the reminder, and through the queue: it must not run beside a turn.
    private async Task RemindAsync()
    {
        TenantContext.Set(_scope.Tenant);
        await this.AsReference<IRemindable>().ReceiveReminder(Reminder, default);
    }

    // Before anything says that an erasure has begun, so that no crash leaves it alone.
    private async Task SetReminderAsync()
    {
        if (_hasReminder)
            return;
        try
        {
            await reminders.SetAsync(this, Reminder, ReminderPeriod);
        }
        catch (Exception failure)
        {
            throw new WriteUncertainException($"No reminder could be set for the erasure in '{_scope.Key}' ({failure.GetType().Name}: {failure.Message}), so nothing was begun; erase again.", failure);
        }

        _hasReminder = true;
    }

    private async Task ClearReminderAsync()
    {
        if (!_hasReminder || HasErasure)
            return;
        try
        {
            await reminders.ClearAsync(this, Reminder);
            _hasReminder = false;
        }
        catch (Exception failure)
        {
            LogReminderStands(_scope.Key, failure);   // what was asked for is done; the reminder clears itself when it comes
        }
    }

    [LoggerMessage(21, LogLevel.Warning, "The interrupted erasure of the scope '{Scope}' could not be finished; its reminder or next use tries again")]
    private partial void LogNotErased(string scope, Exception failure);

    [LoggerMessage(23, LogLevel.Warning, "The erasure in the scope '{Scope}' is over, and its reminder could not be cleared yet")]
    private partial void LogReminderStands(string scope, Exception failure);
}
