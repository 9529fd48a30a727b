using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>One journal's storage, without a silo: journals over it are as many activations of one grain.</summary>
internal sealed class JournalStore(SharedStorage? shared = null, JournalOptions? options = null)
{
    public const string Owner = "acme/user:ann";

    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>Small pieces, so that a few operations make several segments; one read at a time, so that steps are countable.</summary>
    public static JournalOptions Small { get; } = new() { HeadBytes = 40, SegmentBytes = 100, ParallelReads = 1 };

    public static GrainId Grain { get; } = GrainId.Create("episodic-memory", Owner);

    public SharedStorage Shared { get; } = shared ?? new SharedStorage();

    public IGrainStorage Storage => Shared.For(Serializer);

    public GrainJournal Journal(IGrainStorage? storage = null) => new(new JournalPieces(storage ?? Storage, Grain), Owner, options ?? Small);

    /// <summary>What a fresh activation reads.</summary>
    public async Task<List<string>> ReplayAsync() => (await OpenAsync()).Replayed;

    public async Task<(GrainJournal Journal, List<string> Replayed)> OpenAsync(IGrainStorage? storage = null)
    {
        var (journal, replayed) = (Journal(storage), new List<string>());
        await journal.OpenAsync(Decode, replayed.Add);
        return (journal, replayed);
    }

    /// <summary>Appends one batch to a journal that a fresh activation opened.</summary>
    public async Task AppendAsync(params string[] operations)
    {
        var (journal, _) = await OpenAsync();
        await journal.AppendAsync(Frames(operations), operations.Length);
    }

    public static string Decode(ReadOnlyMemory<byte> frame, long sequence) => Encoding.UTF8.GetString(frame.Span);

    public static ReadOnlyMemory<byte> Frames(params IEnumerable<string> operations)
    {
        var writer = new FieldWriter();
        foreach (var operation in operations)
        {
            var bytes = Encoding.UTF8.GetBytes(operation);
            writer.Varint((ulong)bytes.Length);
            writer.Raw(bytes);
        }

        return writer.Written.ToArray();
    }

    public byte[] this[string piece]
    {
        get => Shared.Records[(piece, Grain)].Payload;
        set => Shared.Records[(piece, Grain)] = (Shared.Records.TryGetValue((piece, Grain), out var old) ? old.ETag : "0", value);
    }

    public IReadOnlyList<string> Pieces => [.. Shared.Records.Keys.Select(key => key.State).Order(StringComparer.Ordinal)];
}
