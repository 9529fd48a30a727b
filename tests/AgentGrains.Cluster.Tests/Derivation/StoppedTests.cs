using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Engine.Extraction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AgentGrains.Cluster.Tests.Derivation;

/// <summary>A silo that is stopped while derivation is at work.</summary>
public sealed class StoppedTests
{
    private const int Turns = 200;
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task Derivation_that_is_stopped_with_its_silo_is_no_failure_and_goes_on_at_the_next_start()
    {
        var (storage, logs, busy) = (new SharedStorage(), new WarningLogs(), new BusyExtractor());
        await using (var cluster = await MemoryCluster.StartAsync(
            storage: storage, derives: true, configure: grains => grains.UseExtractor(_ => busy), silo: host => host.Services.AddSingleton<ILoggerProvider>(logs)))
        {
            await cluster.Memory.Scope(Ann).RememberAsync([.. Enumerable.Range(0, Turns).Select(n => new MemoryDraft { Text = $"I adopted Pet{n}.", Actor = "Ann", Session = "s" })]);
            await busy.Begun.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
            await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[0]);
        }

        Assert.Equal("", logs.Text);
        await using var later = await MemoryCluster.StartAsync(storage: storage, derives: true, configure: grains => grains.UseExtractor(_ => new BusyExtractor(TimeSpan.Zero)));
        await later.Grains.Derived(Ann, Turns);
        Assert.Equal(Turns, (await DerivationTests.BeliefsAsync(later)).Select(belief => belief.Slot!.Value).Distinct().Count());
    }

    /// <summary>The rules, which take their time for the first window and hear of nothing meanwhile.</summary>
    private sealed class BusyExtractor(TimeSpan time) : IExtractor
    {
        private readonly RuleExtractor _rules = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BusyExtractor() : this(TimeSpan.FromMilliseconds(800))
        {
        }

        public Task Begun => _begun.Task;

        public ProducerVersion Producer => _rules.Producer;

        public ValueTask<ImmutableArray<ExtractedUnit>> ExtractAsync(TurnWindow segment, CancellationToken cancellationToken)
        {
            if (_begun.TrySetResult())
                SpinWait.SpinUntil(static () => false, time);
            return _rules.ExtractAsync(segment, CancellationToken.None);
        }
    }
}
