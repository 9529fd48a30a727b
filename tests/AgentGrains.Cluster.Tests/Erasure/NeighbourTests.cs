using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>What an erasure takes and what it leaves: no question brings back what is gone, what is said much alike is found as before, and other scopes keep every byte.</summary>
public sealed class NeighbourTests(ITestOutputHelper output)
{
    private const int Neighbours = 200;
    private static readonly string[] Towns = ["Oslo", "Rome", "Lima", "Cairo", "Lyon", "Turin", "Porto", "Ghent", "Riga", "Bern"];
    private static readonly string[] Things = ["kettle", "violin", "ladder", "orchid", "bicycle", "compass", "lantern", "teapot", "globe", "drum", "anvil", "saddle", "easel", "harp", "kite", "loom", "mirror", "oar", "piano", "quilt"];

    private static readonly string[] Questions =
    [
        "Where did Ann move to?", "Where does Ann live?", "What is Ann's home town?", "In which town is Ann's home?", "Which town did Ann settle in?", "Where has Ann gone to live?",
        "Where can Ann be found now?", "What is Ann's address?", "To which town did Ann relocate?", "Where is Ann's new flat?", "Which place does Ann call home?", "Did Ann move house?",
        "Where did Ann bring her furniture?", "What town is Ann from these days?", "Ann moved to", "Ann's new home", "the town where Ann has her flat", "Quixotopia", "Who lives in Quixotopia?", "What do we know of Quixotopia?",
    ];

    [Theory, InlineData(false), InlineData(true)]
    public async Task Of_20_questions_none_tells_it_of_200_neighbours_1_percent_is_lost_at_most_and_others_keep_every_byte(bool inChapters)
    {
        await using var cluster = await MemoryCluster.StartAsync(silo: host => host.Services.Configure<MemoryOptions>(
            options => options.ChapterRecords = inChapters ? 50 : options.ChapterRecords));
        var (ann, bob, cy) = (cluster.Memory.Scope("acme", "user:ann"), cluster.Memory.Scope("acme", "user:bob"), cluster.Memory.Scope("globex", "user:cy"));
        foreach (var memory in new[] { ann, bob, cy })
            await memory.RememberAsync([.. Enumerable.Range(0, Neighbours).Select(n => new MemoryDraft { Text = Neighbour(n), Actor = "Ann", Key = $"n{n}" })]);
        var said = await ann.RememberAsync("I moved to Quixotopia, my new home town, and live in a flat there.", actor: "Ann");
        await bob.RememberAsync("I moved to Quixotopia, my new home town, and live in a flat there.", actor: "Bob");
        var (telling, found) = (await TellingAsync(ann), await FoundAsync(ann));
        var others = Others(cluster);
        Assert.True(telling.Count >= 12 && found >= Neighbours * 9 / 10, $"{telling.Count} {found}");
        Assert.True(others.Count >= 2);

        await ann.EraseRecordsAsync([said.Id]);
        for (var time = 0; time < 2; time++)
        {
            Assert.Empty(await TellingAsync(ann));
            var after = await FoundAsync(ann);
            output.WriteLine($"Of {Questions.Length} questions {telling.Count} told it, and none does; of {Neighbours} neighbours {found} were found, and {after} are.");
            Assert.True(after >= found - (Neighbours / 100), $"{found} {after}");
            Assert.Equal(others, Others(cluster));
            await cluster.ForgetActivationsAsync(ann.Scope);
        }

        Assert.NotEmpty(await TellingAsync(bob));   // whom nobody asked to forget it
    }

    private static string Neighbour(int n) => $"I moved the {Things[n % Things.Length]} to a flat in {Towns[n / Things.Length]}.";

    private static async Task<List<string>> TellingAsync(IScopedMemory memory)
    {
        var telling = new List<string>();
        foreach (var question in Questions)
        {
            var recalled = await WholeAsync(memory, question);
            if (recalled.Evidence.Any(item => item.Record.Text.Contains("Quixotopia", StringComparison.Ordinal)) || recalled.Context.Contains("Quixotopia", StringComparison.Ordinal))
                telling.Add(question);
        }

        return telling;
    }

    private static async Task<int> FoundAsync(IScopedMemory memory)
    {
        var found = 0;
        for (var n = 0; n < Neighbours; n++)
            found += (await WholeAsync(memory, $"Did Ann move the {Things[n % Things.Length]} to {Towns[n / Things.Length]}?")).Evidence.Any(item => item.Record.Text == Neighbour(n)) ? 1 : 0;
        return found;
    }

    private static async Task<RecallResult> WholeAsync(IScopedMemory memory, string question)
    {
        for (var tries = 0; ; tries++)
        {
            var recalled = await memory.RecallAsync(question);
            if (!recalled.Flags.Contains(RecallRemark.Partial))
                return recalled;
            Assert.True(tries < 100, "It is never whole.");
        }
    }

    // What storage holds of the scopes that are not Ann's.
    private static SortedDictionary<string, string> Others(MemoryCluster cluster) => new(
        cluster.Storage.Records.Where(record => record.Key.Grain.Key.ToString() is { } key && (key.Contains("user:bob", StringComparison.Ordinal) || key.Contains("user:cy", StringComparison.Ordinal)))
            .ToDictionary(record => $"{record.Key.Grain} {record.Key.State}", record => Convert.ToHexString(record.Value.Payload)), StringComparer.Ordinal);
}
