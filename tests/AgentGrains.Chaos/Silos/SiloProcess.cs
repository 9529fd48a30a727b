using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AgentGrains.Chaos.Servers;

namespace AgentGrains.Chaos.Silos;

/// <summary>One server process, started by configuration alone, that can be killed, frozen, thawed and started again on the same ports.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private const int MostLaunches = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient _http;
    private readonly string _program;
    private readonly Dictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _said = [];
    private Process? _process;

    /// <summary>Describes a silo; nothing runs yet.</summary>
    /// <param name="program">Path of its assembly.</param>
    /// <param name="server">Its storage.</param>
    /// <param name="settings">Further settings.</param>
    public SiloProcess(string program, LocalServer server, IReadOnlyDictionary<string, string>? settings = null)
        : this(program, new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["AgentGrains__Storage__Kind"] = server.Kind,
            ["AgentGrains__Storage__ConnectionString"] = server.ConnectionString,
        })
    {
    }

    /// <summary>Describes a silo whose storage its settings name; nothing runs yet.</summary>
    public SiloProcess(string program, IReadOnlyDictionary<string, string> settings)
    {
        _program = program;
        var url = $"http://127.0.0.1:{Programs.FreePort()}";
        _http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(5) };
        SiloPort = Programs.FreePort();
        _settings = new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_URLS"] = url,
            ["AgentGrains__Cluster__SiloPort"] = SiloPort.ToString(CultureInfo.InvariantCulture),
            ["AgentGrains__Cluster__GatewayPort"] = Programs.FreePort().ToString(CultureInfo.InvariantCulture),
            ["DOTNET_gcServer"] = "0",
        };
    }

    /// <summary>The server as it ships.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "agentgrains-silo.dll");

    /// <summary>The server without a fence in its storage, broken on purpose.</summary>
    public static string UnfencedProgram => Path.Combine(AppContext.BaseDirectory, "AgentGrains.UnfencedSilo.dll");

    /// <summary>Its REST API.</summary>
    public HttpClient Http => _http;

    /// <summary>Where other silos reach it.</summary>
    public int SiloPort { get; }

    /// <summary>Whether its process runs, frozen or not.</summary>
    public bool Runs => _process is { HasExited: false };

    /// <summary>The last lines it printed.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts it and waits until it serves.</summary>
    public async Task StartAsync()
    {
        Launch();
        await ReadyAsync();
    }

    /// <summary>Starts its process and does not wait.</summary>
    public void Launch()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [_program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Say(line.Data);
        _process.ErrorDataReceived += (_, line) => Say(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It ended, or does not serve in time.</exception>
    public async Task ReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        for (var launches = 1; !await AnswersAsync();)
        {
            // A port that was free may be some connection's own for a while.
            if (!Runs && launches < MostLaunches && Said.Contains("already in use", StringComparison.OrdinalIgnoreCase))
            {
                launches++;
                _said.Clear();
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
                Launch();
            }
            else if (!Runs || Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"A silo did not start: {Said}");
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Waits until its process has ended, and says with which code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Ends it without warning.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await _process!.WaitForExitAsync();
    }

    /// <summary>Asks it to hand over and end.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await ExitAsync();
    }

    /// <summary>Stops the time of its process.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets its time go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Runs)
            await KillAsync();
        _process?.Dispose();
        _http.Dispose();
    }

    private Task SignalAsync(string signal) => Programs.SignalAsync(_process ?? throw new InvalidOperationException("It was never started."), signal);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Say(string? line)
    {
        if (line is null)
            return;
        _said.Enqueue(line);
        while (_said.Count > 40)
            _said.TryDequeue(out _);
    }
}
