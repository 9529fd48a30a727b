using Xunit;

namespace AgentGrains.Cluster.Tests.Worlds;

/// <summary>A stream of tasks (Evo-Memory, MINDSTORES): whoever remembers experiences needs fewer steps and repeats fewer failures.</summary>
public sealed class FetchWorldTests
{
    private const int Length = 120;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_memory_the_last_third_takes_at_most_60_percent_of_the_steps_of_the_first_and_without_it_stays_flat()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var ratios = new List<double>();
        var (repeatsOn, repeatsOff) = (0, 0);
        for (var seed = 1; seed <= 3; seed++)
        {
            var world = new FetchWorld(seed);
            var random = new Random(seed * 100);
            var stream = Enumerable.Range(0, Length).Select(_ => world.Tasks[random.Next(world.Tasks.Count)]).ToList();
            for (var shuffle = 0; shuffle < 2; shuffle++)
            {
                var on = await RunAsync(world, stream, cluster.Memory.Scope("acme", $"agent:fetcher-{seed}-{shuffle}").KnowHow);
                var off = await RunAsync(world, stream, null);
                ratios.Add(Third(on.Steps, 2) / Third(on.Steps, 0));
                Assert.InRange(ratios[^1], 0, 0.60);
                Assert.InRange(Third(off.Steps, 2) / Third(off.Steps, 0), 0.80, 1.25);
                (repeatsOn, repeatsOff) = (repeatsOn + on.Repeated, repeatsOff + off.Repeated);
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(stream));
            }
        }

        var mean = ratios.Average();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"last third of first: mean {mean:0.000}, deviation over shuffles {Math.Sqrt(ratios.Average(ratio => (ratio - mean) * (ratio - mean))):0.000}; repeated failures {repeatsOn} with memory, {repeatsOff} without");
        Assert.InRange(repeatsOn, 0, repeatsOff / 2);
    }

    [Fact]
    public async Task Failures_alone_keep_failures_from_being_repeated()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var world = new FetchWorld(9);
        var random = new Random(9);
        var stream = Enumerable.Range(0, 60).Select(_ => world.Tasks[random.Next(world.Tasks.Count)]).ToList();
        var on = await RunAsync(world, stream, cluster.Memory.Scope("acme", "agent:burnt").KnowHow, successes: false);
        var off = await RunAsync(world, stream, null);
        Assert.True(off.Repeated > 20, $"Only {off.Repeated} failures were repeated without memory.");
        Assert.InRange(on.Repeated, 0, off.Repeated / 2);
    }

    // The agent's only learning is what it stores and recalls; it reads plans and outcomes in the words it wrote.
    private static async Task<(List<int> Steps, int Repeated)> RunAsync(
        FetchWorld world, List<(string House, string Thing)> stream, IKnowHow? memory, bool successes = true)
    {
        var (steps, repeated, failures) = (new List<int>(), 0, new HashSet<string>());
        foreach (var task in stream)
        {
            var (name, state) = ($"fetch the {task.Thing} from the {task.House}", $"at the door of the {task.House}");
            var known = memory is null ? [] : (await memory.RecallExperiencesAsync($"{name}, {state}", 12, Token)).Where(experience => experience.Task == name).ToList();
            var success = known.Find(experience => experience.Succeeded);
            var fetch = world.Do(
                task, success?.Plan.Split(' ')[^1], success?.Plan.Split(' ')[0], [.. known.Where(experience => !experience.Succeeded).Select(experience => experience.Plan.Split(' ')[0])]);
            steps.Add(fetch.Steps);
            foreach (var way in fetch.Failed)
            {
                repeated += failures.Add($"{name}/{way}") ? 0 : 1;
                if (memory is not null && !known.Exists(experience => experience.Plan == $"{way} it"))
                    await memory.RememberAsync(new Experience(name, state, $"{way} it", false, "it did not come loose", fetch.Steps), Token);
            }

            if (memory is not null && successes && success is null)
                await memory.RememberAsync(new Experience(name, state, $"{fetch.Way} it in cell {fetch.Place}", true, $"the {task.Thing} is fetched", fetch.Steps), Token);
        }

        return (steps, repeated);
    }

    private static double Third(List<int> steps, int third) => steps.Skip(third * steps.Count / 3).Take(steps.Count / 3).Average();
}
