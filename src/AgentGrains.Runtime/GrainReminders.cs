using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Runtime;

/// <summary>Reminders of grains, where the silo has any: without them, work that a silo's death cut short goes on when somebody asks for it.</summary>
internal sealed class GrainReminders(IServiceProvider services)
{
    private bool IsThere => services.GetService<IReminderTable>() is not null;

    public async Task SetAsync(IGrainBase grain, string name, TimeSpan period)
    {
        if (IsThere)
            await grain.RegisterOrUpdateReminder(name, period, period);
    }

    public async Task ClearAsync(IGrainBase grain, string name)
    {
        if (IsThere && await grain.GetReminder(name) is { } reminder)
            await grain.UnregisterReminder(reminder);
    }
}
