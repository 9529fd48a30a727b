using System.Collections.Concurrent;
using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>For each debate, the nth write of its grain, its teams and its bank fails, before or after it is committed.</summary>
internal sealed class NthWriteFails(IGrainStorage inner, ConcurrentDictionary<string, int> writes) : IGrainStorage
{
    /// <summary>The name of a debate whose <paramref name="number"/>th write fails.</summary>
    public static string NameOf(int number, bool after) => $"{(after ? "after" : "before")}-{number}";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = grainId.Key.ToString()!.Split('/') is [_, var debate, ..] ? debate.Replace("team:", "", StringComparison.Ordinal) : "";
        var (kind, number) = name.Split('-') is [var first, var second] && int.TryParse(second, out var nth) ? (first, nth) : ("", 0);
        var fails = number > 0 && writes.AddOrUpdate(name, 1, static (_, count) => count + 1) == number;
        if (fails && kind == "before")
            throw new IOException("The storage failed before committing.");
        await inner.WriteStateAsync(stateName, grainId, grainState);
        if (fails)
            throw new IOException("The storage failed after committing.");
    }
}
