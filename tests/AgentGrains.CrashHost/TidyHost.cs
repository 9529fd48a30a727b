using System.Globalization;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.CrashHost;

/// <summary>A scope whose consolidation takes many small steps, each of which a kill may cut short.</summary>
internal static class TidyHost
{
    private const int Records = 120;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(15);

    public static void Configure(AgentGrainsBuilder grains)
    {
        grains.Services.Configure<MemoryOptions>(options => options.ChapterRecords = 50);
        grains.ConfigureDerivation(options => options.Enabled = false);
        grains.ConfigureConsolidation(options => (options.Enabled, options.RestAfter, options.BatchRecords) = (false, TimeSpan.Zero, 5));
        grains.UseCondenser(_ => new Slow());
        grains.UseNoteWriter(_ => new Slow());
    }

    public static async Task FillAsync(IScopedMemory memory)
    {
        for (var n = 0; n < Records; n++)
        {
            await memory.RememberAsync(new MemoryDraft
            {
                Text = n % 3 == 2
                    ? "Clara feeds the 2 cats of Mrs Duarte while we are in Lisbon."
                    : string.Create(CultureInfo.InvariantCulture, $"Hey there! So good to see you here again. The ferry number {n} to the island leaves at {n % 24}:40 from the new pier. That is just great, really so great!"),
                Key = n.ToString(CultureInfo.InvariantCulture),
                Actor = "Ann",
                Session = string.Create(CultureInfo.InvariantCulture, $"s{n / 12}"),
                OccurredAt = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero),
            });
        }
    }

    /// <summary>Says how it found the run, and goes on with it to its end.</summary>
    public static async Task TidyAsync(IScopedMemory memory, Action<string> print)
    {
        var found = await memory.Consolidation.ListAsync();
        print(found.IsEmpty ? "none" : $"found {found[0].Status}");
        var run = found.IsEmpty ? await memory.Consolidation.StartAsync() : found[0];
        print("ready");
        while (run.Status == ConsolidationStatus.Running)
        {
            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
            run = (await memory.Consolidation.ListAsync())[0];
        }

        var changes = await memory.Consolidation.ReadChangesAsync(run.Id).ToListAsync();
        var runs = (await memory.Consolidation.ListAsync()).Length;
        print(string.Create(
            CultureInfo.InvariantCulture,
            $"run {run.Id} {run.Status} of {runs}: {run.Condensed} {run.Twins} {run.Notes} {run.Refused}, changes {changes.Count} of {changes.Select(change => change.Id).Distinct().Count()}"));
    }

    public static async Task ListAsync(IScopedMemory memory, Action<string> print)
    {
        await foreach (var record in memory.ListAsync())
            print($"{record.Kind} {record.Id} {record.Text.Replace('\n', ' ')}");
    }

    private sealed class Slow : ICondenser, INoteWriter
    {
        public async ValueTask<IReadOnlyList<string?>> CondenseAsync(IReadOnlyList<MemoryRecord> records, IReadOnlyList<string?> gists, CancellationToken cancellationToken)
        {
            await Task.Delay(Step, TimeProvider.System, cancellationToken);
            return gists;
        }

        public async ValueTask<string?> WriteAsync(IReadOnlyList<MemoryRecord> episodes, string extract, int tokens, CancellationToken cancellationToken)
        {
            await Task.Delay(Step, TimeProvider.System, cancellationToken);
            return null;
        }
    }
}
