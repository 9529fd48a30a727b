using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Runtime.Debate;

/// <summary>
/// Wakes a debate whose silo died, even when nobody asks for it. Where a silo has no reminders, a debate goes on when somebody does: a client
/// that watches, or a team that finishes.
/// </summary>
internal sealed class DebateReminders(IServiceProvider services)
{
    private const string Name = "resume";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private bool IsThere => services.GetService<IReminderTable>() is not null;

    public async Task SetAsync(IGrainBase grain)
    {
        if (IsThere)
            await grain.RegisterOrUpdateReminder(Name, Period, Period);
    }

    public async Task ClearAsync(IGrainBase grain)
    {
        if (IsThere && await grain.GetReminder(Name) is { } reminder)
            await grain.UnregisterReminder(reminder);
    }
}
