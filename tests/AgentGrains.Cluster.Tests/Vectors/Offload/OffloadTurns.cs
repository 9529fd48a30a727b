using Xunit;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>What is told to memories whose vectors are in a store, and asked of them.</summary>
internal static class OffloadTurns
{
    public static readonly Scope Ann = Scope.User("acme", "ann");
    public static readonly VectorOwner Log = new(Ann, MemoryType.Episodic);

    private static readonly string[] Things = ["kettle", "lamp", "violin", "garden", "bicycle", "letter", "harbour"];
    private static readonly string[] Others = ["teapot", "lantern", "fiddle", "orchard", "bike", "envelope", "port"];
    private static readonly string[] Deeds = ["whistled in", "was sold near", "stood behind", "was painted for", "went back to"];
    private static readonly string[] Places = ["Lisbon", "the kitchen", "Aurora", "the old mill", "Porto"];

    public static MemoryDraft Turn(int n) => new()
    {
        Text = $"The {Things[n % 7]} {Deeds[n % 5]} {Places[n * 3 % 5]}, number {n}.",
        Key = $"turn-{n}",
        Session = $"s{n / 10}",
        OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(n),
    };

    /// <summary>A question that shares no word with what answers it.</summary>
    public static string Question(int n) => Others[n % 7] + "?";

    public static async Task UntilAsync(Func<Task<bool>> holds, string orElse)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 300, orElse);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
