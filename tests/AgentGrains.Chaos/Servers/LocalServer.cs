using System.Collections.Concurrent;
using System.Diagnostics;

namespace AgentGrains.Chaos.Servers;

/// <summary>A storage server of its own for one test or measurement: on a free port of this machine, in a temporary folder that goes away with it.</summary>
public abstract class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentQueue<string> _said = [];
    private Process? _process;

    /// <summary>Where its data is.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("agentgrains-server-").FullName;

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; } = Programs.FreePort();

    /// <summary>Which storage it is, as configuration names it.</summary>
    public abstract string Kind { get; }

    /// <summary>How to reach it.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The signal that makes it end in order.</summary>
    protected virtual string StopSignal => "TERM";

    /// <summary>Starts it on the data that is there, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var (program, arguments) = Command();
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder })!;
        _process.OutputDataReceived += (_, line) => Say(line.Data);
        _process.ErrorDataReceived += (_, line) => Say(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"{program} did not start: {string.Join(" | ", _said)}");
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Ends it: in order, or as a power cut would.</summary>
    public async Task StopAsync(bool inOrder = true)
    {
        if (_process is not { } process)
            return;
        _process = null;
        await Programs.SignalAsync(process, inOrder ? StopSignal : "KILL");
        await process.WaitForExitAsync();
        process.Dispose();
        await CleanUpAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(inOrder: false);
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The program and its arguments.</summary>
    protected abstract (string Program, string[] Arguments) Command();

    /// <summary>Whether it serves.</summary>
    protected virtual Task<bool> AnswersAsync() => Programs.ListensAsync(Port);

    /// <summary>What a killed server leaves behind and a new one trips over.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    private void Say(string? line)
    {
        if (line is not null && _said.Count < 200)
            _said.Enqueue(line);
    }
}
