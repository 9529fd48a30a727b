namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>Runs writers one storage operation at a time, in an order that a test chooses.</summary>
internal static class Interleaving
{
    /// <summary>Runs writers to their end.</summary>
    /// <param name="writers">The writers.</param>
    /// <param name="choose">Given how many can go on, which does.</param>
    /// <param name="fate">What becomes of each operation.</param>
    public static async Task RunAsync(IReadOnlyList<JournalWriter> writers, Func<int, int> choose, Func<Fate> fate)
    {
        var runs = writers.Select(writer => writer.RunAsync()).ToArray();
        while (true)
        {
            var ready = new List<JournalWriter>();
            for (var i = 0; i < writers.Count; i++)
            {
                if (await Task.WhenAny(runs[i], writers[i].Storage.Arrived) != runs[i])
                    ready.Add(writers[i]);
            }

            if (ready.Count == 0)
                break;
            ready[ready.Count == 1 ? 0 : choose(ready.Count)].Storage.Step(fate());
        }

        await Task.WhenAll(runs);
    }

    /// <summary>Calls <paramref name="run"/> with every sequence of choices there is.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> ExhaustAsync(Func<Func<int, int>, Task> run)
    {
        var path = new List<(int Choice, int Of)>();
        for (var runs = 1; ; runs++)
        {
            var depth = 0;
            await run(of =>
            {
                if (depth == path.Count)
                    path.Add((0, of));
                return path[depth++].Choice;
            });
            while (path.Count > 0 && path[^1].Choice == path[^1].Of - 1)
                path.RemoveAt(path.Count - 1);
            if (path.Count == 0)
                return runs;
            path[^1] = (path[^1].Choice + 1, path[^1].Of);
        }
    }
}
