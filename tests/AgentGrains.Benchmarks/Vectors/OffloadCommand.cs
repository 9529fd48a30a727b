using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using AgentGrains.Benchmarks.Search;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Benchmarks.Vectors;

/// <summary>What a record takes of the heap in one memory's image: without vectors, with vectors that the memory searches, and with vectors that a store searches.</summary>
internal static class OffloadCommand
{
    private const string Model = "made";
    private static readonly Scope Ann = Scope.User("bench", "ann");

    public static Command Make()
    {
        var count = new Option<int>("--records") { Description = "Records of the memory", DefaultValueFactory = _ => 20_000 };
        var dimension = new Option<int>("--dim") { Description = "Components of a vector", DefaultValueFactory = _ => 384 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("offload", "Heap bytes per record, with vectors in the grain and in a store") { count, dimension, json };
        command.SetAction(async (parsed, _) =>
        {
            var (records, components) = (parsed.GetValue(count), parsed.GetValue(dimension));
            if (records is < 100 or > 1_000_000 || components is < 16 or > 4_096)
                throw new BenchmarkInputException("--records must be from 100 to 1,000,000, --dim from 16 to 4,096.");
            await Figures.ReportAsync(Run(new SearchCorpus(records), components), parsed.GetValue(json));
        });
        return command;
    }

    private static JsonObject Run(SearchCorpus corpus, int dimension)
    {
        var figures = new JsonObject { ["records"] = corpus.Drafts.Count, ["dimension"] = dimension };
        foreach (var bits in (int[])[0, 32, 8])
        {
            var journal = Write(corpus, dimension, bits);
            if (bits == 0)
            {
                Weigh(journal, offloads: false);   // what is made once and stays is no image's
                figures["withoutVectors"] = Weigh(journal, offloads: false);
            }
            else
            {
                figures[$"ofBits{bits}"] = new JsonObject { ["inGrain"] = Weigh(journal, offloads: false), ["inStore"] = Weigh(journal, offloads: true) };
            }
        }

        return figures;

        double Weigh(List<byte[]> journal, bool offloads)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var image = Replay(journal, offloads);
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(image);
            return Math.Round(bytes / (double)corpus.Drafts.Count);
        }
    }

    // As an activation does it: everything that the image holds is its own.
    private static MemoryImage Replay(List<byte[]> journal, bool offloads)
    {
        var (image, pool) = (new MemoryImage(Ann, MemoryType.Episodic, offloads: offloads), new TextPool());
        foreach (var (place, frame) in journal.Index())
            image.Apply(OperationCodec.Read(frame, place + 1, pool));
        image.TakeUnfollowed();   // as the follower does
        return image;
    }

    private static List<byte[]> Write(SearchCorpus corpus, int dimension, int bits)
    {
        var (random, at, options) = (new Random(7), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new MemoryOptions { MaxRecords = 10_000_000 });
        var (image, writer, journal) = (new MemoryImage(Ann, MemoryType.Episodic, offloads: true), new FieldWriter(), new List<byte[]>());
        foreach (var drafts in corpus.Drafts.Chunk(100))
        {
            var decision = image.State.Decide([.. drafts], at, options);
            Append(decision.Operations);
            if (bits > 0)
                Append(image.DecideEmbed([.. decision.Receipts.Select(receipt => (receipt.Id, Vector()))], at));
        }

        return journal;

        void Append(ImmutableArray<MemoryOperation> operations)
        {
            foreach (var operation in operations)
            {
                image.Apply(operation);
                writer.Reset();
                OperationCodec.Write(writer, operation);
                journal.Add(writer.Written.ToArray());
            }
        }

        StoredVector Vector()
        {
            var components = new float[dimension];
            for (var i = 0; i < components.Length; i++)
                components[i] = random.NextSingle() - 0.5f;
            return bits == 32 ? VectorCodec.Keep(components, Model) : VectorCodec.Quantize(components, Model);
        }
    }
}
