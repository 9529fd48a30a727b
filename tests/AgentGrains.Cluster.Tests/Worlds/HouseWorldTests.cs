using Xunit;

namespace AgentGrains.Cluster.Tests.Worlds;

/// <summary>Things that are carried about a house for two hundred moves (row 20 of the mechanisms, after AriGraph).</summary>
public sealed class HouseWorldTests
{
    private static readonly Scope House = Scope.Team("acme", "house");
    private static readonly string[] Rooms = ["kitchen", "cellar", "attic", "library", "garage", "nursery", "pantry", "veranda"];
    private static readonly string[] Things = ["brass lamp", "rope ladder", "red umbrella", "toolbox", "globe", "accordion", "fishing rod", "typewriter", "teapot", "sledge", "lantern", "suitcase"];

    [Theory, InlineData(5), InlineData(6)]
    public async Task Where_a_thing_is_is_known_and_where_it_was_is_history(int seed)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(House);
        var random = new Random(seed);
        var (at, known) = (new Dictionary<string, string>(), new Dictionary<string, MemoryReceipt>());
        var moves = new List<(string Thing, string Room, MemoryId Id)>();
        for (var move = 0; move < 200; move++)
        {
            var thing = Things[random.Next(Things.Length)];
            var room = Rooms.Where(room => room != at.GetValueOrDefault(thing)).ElementAt(random.Next(at.ContainsKey(thing) ? Rooms.Length - 1 : Rooms.Length));
            var when = new DateTimeOffset(2024, 1, 1, 8, 0, 0, TimeSpan.Zero).AddDays(move);
            var happened = await memory.RememberAsync(
                new MemoryDraft { Kind = MemoryKind.Event, Text = $"The {thing} was carried to the {room}.", OccurredAt = when, Arguments = [new Argument("thing", thing), new Argument("place", room)] },
                TestContext.Current.CancellationToken);
            moves.Add((thing, room, happened.Id));
            var belief = new MemoryDraft
            {
                Kind = MemoryKind.Belief,
                Text = $"The {thing} is in the {room}.",
                Slot = new Slot(thing, "is in", room),
                OccurredAt = when,
                DerivedFrom = [happened.Id],
                Supersedes = known.TryGetValue(thing, out var earlier) ? earlier.Id : null,
            };
            known[thing] = await memory.RememberAsync(belief, TestContext.Current.CancellationToken);
            at[thing] = room;
        }

        foreach (var (thing, room) in at)
        {
            var beliefs = await AskAsync(cluster, $"Where is the {thing}?", 50, MemoryKind.Belief);
            Assert.Equal(room, beliefs[0].Slot!.Value);
            Assert.All(beliefs.Where(belief => belief.Slot!.Subject == thing), belief => Assert.Equal(room, belief.Slot!.Value));
        }

        var hits = 0;
        foreach (var (thing, room, id) in moves.TakeLast(100))
        {
            // The last time it was carried there, and not one of the times before.
            var when = moves.FindIndex(move => move.Id == id);
            var day = new DateTime(2024, 1, 1).AddDays(when);
            var found = await AskAsync(cluster, FormattableString.Invariant($"When on {day:d MMMM yyyy} was the {thing} carried to the {room}?"), 3, MemoryKind.Event);
            hits += found.Any(record => record.Id == id) ? 1 : 0;
        }

        Assert.InRange(hits, 95, 100);
    }

    private static async Task<List<MemoryRecord>> AskAsync(MemoryCluster cluster, string question, int limit, MemoryKind kind)
    {
        var recall = await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = question, Scopes = [House], Limit = limit, Kinds = [kind] }, TestContext.Current.CancellationToken);
        return [.. recall.Evidence.Select(item => item.Record)];
    }
}
