using System.Collections.Immutable;
using System.Security.Cryptography;
using AgentGrains.Engine.Codec;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AgentGrains.Cluster.Tests.Moves;

/// <summary>Two clusters that trust each other's key, and what is the same in both.</summary>
internal static class MoveRig
{
    public const string From = "http://a/v1/tenants/acme/scopes/user:ann", To = "http://b/v1/tenants/acme/scopes/user:ann";
    public static readonly string Key = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();

    public static MemoryCluster Keyed(MemoryCluster cluster, int page = 10)
    {
        var options = cluster.Silos.Client.ServiceProvider.GetRequiredService<IOptions<CubeOptions>>().Value;
        (options.SigningKey, options.ImportPage) = (Key, page);
        return cluster;
    }

    public static ScopeMover Mover(IScopedMemory source, IScopedMemory target) => new(source.Move, target.Move, From, To);

    /// <summary>Beliefs and turns, some replaced, forgotten, held, released, reinforced.</summary>
    public static async Task<List<MemoryReceipt>> FillAsync(IScopedMemory memory, int turns)
    {
        var receipts = new List<MemoryReceipt>();
        foreach (var batch in Enumerable.Range(0, turns).Chunk(4))
        {
            receipts.AddRange(await memory.RememberAsync([.. batch.Select(i => new MemoryDraft
            {
                Text = $"The kettle number{i} stands by the {(i % 3 == 0 ? "orchid" : i % 3 == 1 ? "ferry" : "violin")} of the {(i % 5 == 0 ? "harbour" : "meadow")}.",
                Key = i % 2 == 0 ? $"fill-{i}" : null,
                Actor = "Ann",
            })]));
            if (batch[0] == 4)
            {
                Assert.True(await memory.Quarantine.HoldAsync(receipts[4].Id, "nobody said so"));
                Assert.True(await memory.Quarantine.ReleaseAsync(receipts[4].Id));   // before a later chapter begins: it stands among equals as it came back
            }
        }

        await memory.ForgetAsync(receipts[1].Id, "not needed");
        await memory.ReinforceAsync([receipts[0].Id, receipts[2].Id]);
        Assert.True(await memory.Quarantine.HoldAsync(receipts[3].Id, "nobody said so"));
        var home = await memory.RememberAsync(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann lives in Lisbon.", Key = "home" });
        await memory.RememberAsync(new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann lives in Porto.", Supersedes = home.Id });
        receipts.Add(await memory.RememberAsync(new MemoryDraft { Text = "The kettle number0 is sold.", Key = "sold", Supersedes = receipts[0].Id }));
        return receipts;
    }

    /// <summary>Every record that is listed or held, with its place among those of its memory; not where it stands in a journal.</summary>
    public static async Task<List<string>> ContentAsync(IScopedMemory memory)
    {
        var (writer, content) = (new FieldWriter(), new List<string>());
        await foreach (var record in memory.ListAsync())
        {
            writer.Reset();
            OperationCodec.WriteRecord(writer, record with { Sequence = 0 });
            content.Add(Convert.ToHexString(writer.Written));
        }

        await foreach (var held in memory.Quarantine.ListAsync())
            content.Add($"held {held.Record.Id} {held.Reason} {held.HeldAt:O}");
        return content;
    }

    /// <summary>What a question finds; asked again while chapters are still being read.</summary>
    public static async Task<List<MemoryId>> FoundAsync(IScopedMemory memory, string question)
    {
        for (var tries = 0; ; tries++)
        {
            var found = await memory.RecallAsync(question);
            if (!found.Flags.Contains(RecallRemark.Partial))
                return [.. found.Evidence.Select(item => item.Record.Id)];
            Assert.True(tries < 100, "It is never whole.");
        }
    }
}

/// <summary>Writes numbered turns with keys to a source, and where it is sent once the source has moved; until it is told to end.</summary>
internal sealed class MovingWriter(string name, IScopedMemory source, IScopedMemory target)
{
    private volatile bool _ends;

    /// <summary>What was acknowledged, in order.</summary>
    public List<(MemoryDraft Draft, MemoryReceipt Receipt)> Written { get; } = [];

    /// <summary>How many of them by the target.</summary>
    public int AtTarget { get; private set; }

    /// <summary>Writes a few more, and ends.</summary>
    public void End() => _ends = true;

    public async Task RunAsync()
    {
        var isMoved = false;
        for (var n = 0; !_ends || AtTarget < 3; n++)
        {
            Assert.True(n < 5_000, "The scope does not move.");
            var draft = new MemoryDraft { Text = $"Writer {name} says line {n} about the weather.", Key = $"{name}-{n}", Actor = name, Kind = n % 7 == 6 ? MemoryKind.Belief : MemoryKind.Turn };
            while (true)
            {
                try
                {
                    Written.Add((draft, await (isMoved ? target : source).RememberAsync(draft)));
                    AtTarget += isMoved ? 1 : 0;
                    break;
                }
                catch (ScopeMovedException moved)
                {
                    Assert.Equal(MoveRig.To, moved.Elsewhere);
                    isMoved = true;
                }
                catch (ScopeNotOpenException)
                {
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>Both ends of a move, of whose calls one fails: before it was made, or after, when only its answer is lost.</summary>
internal sealed class CrashingCalls(int failAt, bool before)
{
    private int _calls;

    /// <summary>Whether the call came that fails.</summary>
    public bool Failed { get; private set; }

    public IMemoryMove Wrap(IMemoryMove end) => new Wrapped(this, end);

    private async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> call)
    {
        var fails = Interlocked.Increment(ref _calls) == failAt;
        Failed |= fails;
        if (fails && before)
            throw new IOException("killed before the call");
        var answer = await call();
        return fails ? throw new IOException("killed after the call") : answer;
    }

    private sealed class Wrapped(CrashingCalls calls, IMemoryMove end) : IMemoryMove
    {
        public ValueTask<ImmutableArray<MoveStanding>> GetAsync(CancellationToken cancellationToken = default) => calls.RunAsync(() => end.GetAsync(cancellationToken));

        public ValueTask<ImmutableArray<MoveStanding>> SettleAsync(string move, MovePhase phase, string? elsewhere = null, CancellationToken cancellationToken = default) =>
            calls.RunAsync(() => end.SettleAsync(move, phase, elsewhere, cancellationToken));

        public ValueTask<byte[]> ReadAsync(string move, MemoryType memory, ImmutableArray<long> cursors, CancellationToken cancellationToken = default) =>
            calls.RunAsync(() => end.ReadAsync(move, memory, cursors, cancellationToken));

        public ValueTask<MoveStanding> TakeAsync(byte[] stretch, CancellationToken cancellationToken = default) => calls.RunAsync(() => end.TakeAsync(stretch, cancellationToken));
    }
}
