using Xunit;

namespace AgentGrains.Conformance;

/// <summary>
/// What any <see cref="IReminderTable"/> must do. Derive a public class, say how the table opens empty and how it opens again
/// on the same data, and run the inherited tests.
/// </summary>
public abstract partial class ReminderTableConformance : IAsyncLifetime
{
    private static readonly DateTime Start = new(2031, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    protected IReminderTable Table { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Table = await OpenAsync();
        await Table.TestOnlyClearTable(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<IReminderTable> OpenAsync();

    protected abstract ValueTask<IReminderTable> ReopenAsync();

    protected abstract ValueTask CloseAsync();

    protected static GrainId Grain(string key) => GrainId.Create("conformance-reminder", key);

    protected static ReminderEntry Entry(GrainId grain, string name, int minutes = 5) =>
        new() { GrainId = grain, ReminderName = name, StartAt = Start.AddSeconds(minutes), Period = TimeSpan.FromMinutes(minutes) };

    protected Task<string?> UpsertAsync(GrainId grain, string name, int minutes = 5) =>
        Table.UpsertRow(Entry(grain, name, minutes), Cancellation);

    private static void AssertSame(ReminderEntry expected, ReminderEntry? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.GrainId, actual.GrainId);
        Assert.Equal(expected.ReminderName, actual.ReminderName);
        Assert.Equal(expected.StartAt, actual.StartAt);
        Assert.Equal(expected.Period, actual.Period);
    }
}
