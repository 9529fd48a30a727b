using System.Diagnostics;
using AgentGrains.Chaos.History;
using AgentGrains.Chaos.Servers;
using AgentGrains.Chaos.Silos;

namespace AgentGrains.Chaos.Runs;

/// <summary>
/// Silo processes over a storage server of their own; clients write and read while silos are killed, frozen, ended and started again, and
/// the storage is restarted. At the end everything stops, one new silo starts, and what it reads is held against what was acknowledged.
/// </summary>
public sealed class ChaosRun(LocalServer server, ChaosOptions options)
{
    private const string Tenant = "chaos";
    private static readonly TimeSpan Hardly = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(90);
    private readonly FaultPlan _plan = new(options);
    private readonly List<(FaultKind Kind, long At)> _faults = [];
    private readonly SiloProcess[] _silos = [.. Enumerable.Range(0, options.Silos).Select(_ => new SiloProcess(options.Program, server))];

    /// <summary>Runs it, once.</summary>
    public async Task<ChaosResult> RunAsync()
    {
        try
        {
            // The first makes the schema; the others would only wait for it.
            await _silos[0].StartAsync();
            await Task.WhenAll(_silos.Skip(1).Select(silo => silo.StartAsync()));
            var writers = await WriteAmidFaultsAsync();
            foreach (var silo in _silos.Where(silo => silo.Runs))
                await silo.KillAsync();

            options.Report("every silo has stopped; a new one reads what is there");
            await _silos[0].StartAsync();
            return Sum(writers, await CheckAsync(writers));
        }
        finally
        {
            foreach (var silo in _silos)
                await silo.DisposeAsync();
        }
    }

    private async Task<ScopeWriter[]> WriteAmidFaultsAsync()
    {
        await using var client = await ClusterClient.ConnectAsync(server);
        using var stop = new CancellationTokenSource();
        using var giveUp = new CancellationTokenSource();
        var writers = Enumerable.Range(0, options.Scopes).Select(number => new ScopeWriter(client.Memory, Tenant, number, options)).ToArray();
        var writing = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(stop.Token, giveUp.Token))));
        try
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < options.Duration || _faults.Count < options.LeastFaults)
            {
                await WaitAsync(_plan.Between(3, 7));
                await MakeFaultAsync();
            }

            await FreezeUntilOthersServeAsync(writers);
        }
        finally
        {
            await stop.CancelAsync();
            giveUp.CancelAfter(LastPatience);
            await writing;
        }

        await ThawTooLateAsync();
        return writers;
    }

    // What a frozen silo had begun to write it goes on to write when it thaws. While others write on, they put their own state over it again, so
    // the last one thaws after the last write: then what only a fence keeps out stays.
    private async Task FreezeUntilOthersServeAsync(ScopeWriter[] writers)
    {
        options.Report("one silo is frozen until the others have taken over and nobody writes any more");
        _faults.Add((FaultKind.Freeze, Stopwatch.GetTimestamp()));
        await _silos[^1].FreezeAsync();
        var enough = writers.Select(static writer => writer.Calls + 2).ToArray();
        for (var waits = 0; waits < 60 && writers.Zip(enough).Any(static writer => writer.First.Calls < writer.Second); waits++)
            await WaitAsync(Hardly);
    }

    private async Task ThawTooLateAsync()
    {
        await _silos[^1].ThawAsync();
        await WaitAsync(TimeSpan.FromSeconds(2));
    }

    private async Task MakeFaultAsync()
    {
        var (kind, number, inOrder) = _plan.Next();
        var silo = _silos[number];
        _faults.Add((kind, Stopwatch.GetTimestamp()));
        options.Report($"{kind} {(kind == FaultKind.RestartStorage ? inOrder ? "in order" : "as a power cut" : $"silo {number}")}");
        switch (kind)
        {
            case FaultKind.Kill:
                await silo.KillAsync();
                await WaitAsync(_plan.Between(0, 4));
                silo.Launch();
                break;
            case FaultKind.Freeze:
                await silo.FreezeAsync();
                await WaitAsync(_plan.Between(3, 9));
                await silo.ThawAsync();
                await WaitAsync(TimeSpan.FromSeconds(4));   // others may have taken it for dead, and then it ends itself
                if (!silo.Runs)
                    silo.Launch();
                break;
            case FaultKind.Terminate:
                await silo.TerminateAsync();
                silo.Launch();
                break;
            default:
                await server.StopAsync(inOrder);
                await WaitAsync(_plan.Between(0, 2));
                await server.StartAsync();
                break;
        }

        foreach (var one in _silos)
            await BringBackAsync(one);
    }

    private async Task BringBackAsync(SiloProcess silo)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (!silo.Runs)
                    silo.Launch();
                await silo.ReadyAsync();
                return;
            }
            catch (InvalidOperationException) when (tries < 3)
            {
                options.Report("a silo ended or does not serve; it is started again");
                if (silo.Runs)
                    await silo.KillAsync();
            }
        }
    }

    private async Task<HistoryVerdict> CheckAsync(ScopeWriter[] writers)
    {
        await using var client = await ClusterClient.ConnectAsync(server);
        var verdict = new HistoryVerdict();
        for (var number = 0; number < writers.Length; number++)
            verdict += await CheckAsync(client.Memory.Scope(Tenant, ScopeWriter.Name(number)), writers[number].History);
        return verdict;
    }

    private static async Task<HistoryVerdict> CheckAsync(IScopedMemory memory, ScopeHistory history)
    {
        try
        {
            var stored = new List<MemoryRecord>();
            await foreach (var record in memory.ListAsync())
            {
                if (record.Kind == MemoryKind.Turn)
                    stored.Add(record);
            }

            return HistoryChecker.Check(history, stored);
        }
        catch (JournalCorruptedException damaged)
        {
            return new HistoryVerdict { Lost = history.Acknowledged, Examples = [damaged.Message] };
        }
    }

    private ChaosResult Sum(ScopeWriter[] writers, HistoryVerdict verdict) => new()
    {
        Acknowledged = writers.Sum(writer => writer.History.Acknowledged),
        Verdict = verdict,
        Unseen = writers.Sum(writer => writer.Unseen),
        Recalls = writers.Sum(writer => writer.Recalls),
        Kills = Count(FaultKind.Kill),
        Freezes = Count(FaultKind.Freeze),
        Terminations = Count(FaultKind.Terminate),
        StorageRestarts = Count(FaultKind.RestartStorage),
        UnavailableAfterKill = Unavailable(writers, FaultKind.Kill),
        UnavailableAfterFreeze = Unavailable(writers, FaultKind.Freeze),
        UnavailableAfterTermination = Unavailable(writers, FaultKind.Terminate),
        UnavailableAfterStorageRestart = Unavailable(writers, FaultKind.RestartStorage),
    };

    private int Count(FaultKind kind) => _faults.Count(fault => fault.Kind == kind);

    // Only scopes that noticed: those of the silos that went on would make the median look better than what a user of the others sees.
    private double[] Unavailable(ScopeWriter[] writers, FaultKind kind) =>
    [
        .. from place in Enumerable.Range(0, _faults.Count)
           where _faults[place].Kind == kind
           let next = place + 1 < _faults.Count ? _faults[place + 1].At : long.MaxValue
           let until = Math.Min(next, _faults[place].At + (long)(LongestOutage.TotalSeconds * Stopwatch.Frequency))
           from writer in writers
           let waited = writer.WaitedAfter(_faults[place].At, until, Hardly)
           where waited is not null
           orderby waited
           select waited.Value,
    ];

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);
}
