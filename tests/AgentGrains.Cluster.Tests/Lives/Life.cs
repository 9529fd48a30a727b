using System.Security.Cryptography;
using System.Text;
using AgentGrains.Cluster.Tests.Consolidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AgentGrains.Cluster.Tests.Lives;

/// <summary>
/// One memory, used in every way at random, beside a model of it that is a list: what was told, in order, and whether it stands, was forgotten or was erased. Storage fails
/// now and then, before it commits or after, and activations end; each call is made again until it is answered.
/// </summary>
internal sealed class Life(MemoryCluster cluster, Scope scope, Random random, Action<string> log)
{
    private static readonly string[] People = ["Ann", "Bob", "Clara", "Dan", "Eve"];
    private static readonly string[] Deeds = ["painted", "sold", "borrowed", "repaired", "lost", "photographed"];
    private static readonly string[] Things = ["kettle", "violin", "bicycle", "lantern", "atlas", "compass", "ladder"];

    private readonly IScopedMemory _memory = cluster.Memory.Scope(scope);
    private readonly List<Told> _told = [];
    private int _copies;

    private enum Fate
    {
        Stands,
        Forgotten,
        Erased,
    }

    /// <summary>Does one thing at random.</summary>
    public Task StepAsync() => random.Next(20) switch
    {
        < 8 => TellAsync(),
        < 10 => TellAgainAsync(),
        < 12 => ForgetAsync(),
        < 14 => EraseAsync(),
        < 16 => AskAsync(),
        < 17 => TidyAsync(),
        < 18 => UndoAsync(),
        _ => EndActivationsAsync(),
    };

    /// <summary>The memory is what the model says, its histories are whole, storage holds nothing that was erased, and a copy is the same.</summary>
    public async Task CheckAsync()
    {
        await EndActivationsAsync();
        var listed = await UntilAnsweredAsync(async () => await _memory.ListAsync().Where(record => record.Kind == MemoryKind.Turn).ToListAsync());
        Assert.Equal(_told.Where(told => told.Fate == Fate.Stands).Select(told => (told.Id, told.Text)), listed.Select(record => (record.Id, record.Text)));
        Assert.True((await UntilAnsweredAsync(() => _memory.Audit.VerifyAsync())).IsIntact);
        var left = string.Join('\n', cluster.Storage.Records.Where(record => record.Key.Grain.Key.ToString()!.StartsWith(scope.Key, StringComparison.Ordinal)).Select(record => Encoding.UTF8.GetString(record.Value.Payload)));
        var said = _told.Where(told => told.Fate != Fate.Erased).Select(told => told.Mark).ToHashSet();
        foreach (var told in _told.Where(told => told.Fate == Fate.Erased && !said.Contains(told.Mark)))
            Assert.DoesNotContain(told.Mark, left, StringComparison.Ordinal);
        await CopyAsync(listed);
    }

    private async Task TellAsync()
    {
        var batch = Enumerable.Range(0, random.Next(1, 5)).Select(n => Make(_told.Count + n)).ToList();
        log($"tell {string.Join(", ", batch.Select(told => told.Key + "'" + told.Text + "'"))}");
        var receipts = await UntilAnsweredAsync(() => _memory.RememberAsync([.. batch.Select(Draft)]));
        foreach (var (told, receipt) in batch.Zip(receipts))
            told.Id = receipt.Id;
        Assert.Equal(batch.Count, receipts.Select(receipt => receipt.Id).Except(_told.Select(told => told.Id)).Count());
        _told.AddRange(batch);
    }

    // A client that was cut off sends what it has sent before.
    private async Task TellAgainAsync()
    {
        if (Pick(Fate.Stands) is not { } told)
            return;
        log($"tell again {told.Key}");
        Assert.Equal(told.Id, (await UntilAnsweredAsync(() => _memory.RememberAsync([Draft(told)])))[0].Id);
    }

    private async Task ForgetAsync()
    {
        if (Pick(Fate.Stands) is not { } told)
            return;
        log($"forget {told.Key}");
        await UntilAnsweredAsync(() => _memory.ForgetAsync(told.Id));
        told.Fate = Fate.Forgotten;
    }

    private async Task EraseAsync()
    {
        if (Pick(random.Next(3) == 0 ? Fate.Forgotten : Fate.Stands) is not { } told)
            return;
        log($"erase {told.Key} '{told.Text}'");
        Assert.Contains(told.Id, (await UntilAnsweredAsync(() => _memory.EraseRecordsAsync([told.Id]))).Records);
        told.Fate = Fate.Erased;
        if (!_told.Exists(other => other.Mark == told.Mark && other.Fate == Fate.Stands))
            await Assert.ThrowsAsync<MemoryRejectedException>(async () => await UntilAnsweredAsync(() => _memory.RememberAsync([new MemoryDraft { Text = told.Text, Key = $"{told.Key}/back" }])));
    }

    private async Task AskAsync()
    {
        if (Pick(Fate.Stands) is not { } told)
            return;
        log($"ask {told.Key}");
        var found = await UntilAnsweredAsync(() => _memory.RecallAsync(told.Text));
        if (!found.Flags.Contains(RecallRemark.Partial))
            Assert.Contains(told.Mark, found.Context, StringComparison.Ordinal);
        var gone = _told.Where(other => other.Fate != Fate.Stands).Select(other => other.Id).ToHashSet();
        Assert.DoesNotContain(found.Evidence, item => gone.Contains(item.Record.Id));
    }

    private async Task TidyAsync()
    {
        log("tidy");
        await UntilAnsweredAsync(async () => await ConsolidationRuns.RunAsync(_memory));
    }

    private async Task UndoAsync()
    {
        if ((await UntilAnsweredAsync(() => _memory.Consolidation.ListAsync())) is not { IsEmpty: false } runs)
            return;
        var run = runs[random.Next(runs.Length)];
        log($"undo {run.Id}");
        await UntilAnsweredAsync(() => _memory.Consolidation.RollBackAsync(run.Id));
    }

    private async Task EndActivationsAsync()
    {
        log("end activations");
        await cluster.ForgetActivationsAsync(scope);
        foreach (var grain in cluster.Storage.Records.Keys.Select(key => key.Grain).Where(grain => grain.Type.ToString() == "episodic-memory" && random.Next(2) == 0).Distinct().ToList())
            await cluster.Silos.DeactivateAsync(grain);
    }

    private async Task CopyAsync(List<MemoryRecord> listed)
    {
        log("copy");
        cluster.Silos.Client.ServiceProvider.GetRequiredService<IOptions<CubeOptions>>().Value.SigningKey ??= ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();
        var file = await UntilAnsweredAsync(async () =>
        {
            var stream = new MemoryStream();
            await _memory.Cubes.ExportAsync(stream);
            return stream.ToArray();
        });
        var copy = cluster.Memory.Scope(Scope.User("globex", $"copy{_copies++}"));
        await UntilAnsweredAsync(() => copy.Cubes.ImportAsync(new MemoryStream(file)));
        var copied = await UntilAnsweredAsync(async () => await copy.ListAsync().Where(record => record.Kind == MemoryKind.Turn).ToListAsync());
        Assert.Equal(listed.Select(record => record.Text), copied.Select(record => record.Text));
    }

    private Told Make(int number)
    {
        // Some things are said twice.
        if (random.Next(4) == 0 && Pick(Fate.Stands) is { } twin && !_told.Exists(told => told.Mark == twin.Mark && told.Fate == Fate.Erased))
            return new Told($"key-{number}", twin.Text, twin.Mark);
        var mark = $"zork{number}x";
        return new Told($"key-{number}", $"{Any(People)} {Any(Deeds)} the {Any(Things)} that is called {mark}.", mark);
    }

    private Told? Pick(Fate fate) => _told.Where(told => told.Fate == fate).ToList() is { Count: > 0 } some ? some[random.Next(some.Count)] : null;

    private string Any(string[] words) => words[random.Next(words.Length)];

    private static MemoryDraft Draft(Told told) => new() { Text = told.Text, Key = told.Key, Actor = "Ann", Session = "s" };

    // The client tries again by itself; a storage that fails often can outlast it.
    private static async Task<T> UntilAnsweredAsync<T>(Func<ValueTask<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (tries < 30 && failure is not (Xunit.Sdk.XunitException or MemoryRejectedException or InvalidMemoryException))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private sealed class Told(string key, string text, string mark)
    {
        public string Key { get; } = key;

        public string Text { get; } = text;

        /// <summary>A word that only this text, and those of its twins, has.</summary>
        public string Mark { get; } = mark;

        public MemoryId Id { get; set; }

        public Fate Fate { get; set; }
    }
}
