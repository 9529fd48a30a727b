using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Memory;

/// <summary>Whatever is decided in whatever order, its written operations replay to the same bytes, under an unbroken chain.</summary>
public sealed class RandomHistoryTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly MemoryOptions Limits = new();
    private static readonly string[] Words = ["oleander", "Porto", "água", "你好", "tea", "Rex", "twelve", "—"];

    [Fact]
    public void A_thousand_random_histories_replay_to_equal_bytes()
    {
        var kinds = new HashSet<OperationKind>();
        for (var seed = 1; seed <= 1_000; seed++)
        {
            var (random, state) = (new Random(seed), new MemoryState(Ann, MemoryType.Semantic));
            var (frames, link) = (new List<byte[]>(), AuditChain.Genesis("memory"));
            for (var step = 0; step < 24; step++)
            {
                foreach (var operation in Decide(state, random, Start.AddHours(step)))
                {
                    var writer = new FieldWriter();
                    OperationCodec.Write(writer, operation);
                    AuditChain.Seal(writer, operation.Sequence, link);
                    frames.Add(writer.Written.ToArray());
                    state.Apply(operation);
                    kinds.Add(operation.Kind);
                }
            }

            var (replayed, pool, at) = (new MemoryState(Ann, MemoryType.Semantic), new TextPool(), AuditChain.Genesis("memory"));
            for (var sequence = 1; sequence <= frames.Count; sequence++)
            {
                Assert.Equal(AuditStep.Chained, AuditChain.Follow(frames[sequence - 1], sequence, at));
                replayed.Apply(OperationCodec.Read(frames[sequence - 1], sequence, pool));
            }

            Assert.True(Bytes(state).AsSpan().SequenceEqual(Bytes(replayed)), $"seed {seed}");
        }

        Assert.Superset(
            new HashSet<OperationKind> { OperationKind.Add, OperationKind.Supersede, OperationKind.Update, OperationKind.Delete, OperationKind.Reinforce, OperationKind.Embed, OperationKind.Link, OperationKind.Quarantine, OperationKind.Release },
            kinds);
    }

    private static IEnumerable<MemoryOperation> Decide(MemoryState state, Random random, DateTimeOffset now)
    {
        List<MemoryRecord> believed = [.. Enumerable.Range(0, state.Versions).Select(ordinal => state[ordinal]).OfType<MemoryRecord>().Where(record => record is { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded })];
        if (believed.Count == 0)
            return state.Decide([Draft(random)], now, Limits).Operations;
        var any = believed[random.Next(believed.Count)].Id;
        return random.Next(10) switch
        {
            0 or 1 => state.Decide([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Draft(random))], now, Limits).Operations,
            2 => One(state.DecideForget(any, random.Next(2) == 0 ? null : "no reason", now)),
            3 => state.DecideEmbed([(any, new StoredVector("m", 3, 8, 1, [.. Enumerable.Range(0, 3).Select(_ => (byte)random.Next(256))]))], now),
            4 => One(state.DecideHold(any, "doubted", "guard/1", now)),
            5 => One(Enumerable.Range(0, state.Versions).Select(ordinal => state[ordinal]).OfType<MemoryRecord>().FirstOrDefault(record => record.Status == EpistemicStatus.Quarantined) is { } held ? state.DecideRelease(held.Id, "believed", now) : null),
            6 => Propose(OperationKind.Supersede, Draft(random)),
            7 => Propose(OperationKind.Update, null, new RecordEdit { AddAliases = [Word(random)], ValidTo = random.Next(2) == 0 ? now : null }),
            8 => Propose(OperationKind.Reinforce),
            _ => Propose(OperationKind.Link, links: believed[random.Next(believed.Count)].Id),
        };

        IEnumerable<MemoryOperation> Propose(OperationKind kind, MemoryDraft? draft = null, RecordEdit? edit = null, MemoryId? links = null) => state.Decide(
            [
                new MemoryProposal
                {
                    Kind = kind, Key = $"p{state.Sequence}", Target = any, Draft = draft, Edit = edit, Links = links is { } link ? [link] : [],
                    Producer = new ProducerVersion("test", random.Next(1, 3)), Reason = "so it was drawn", Evidence = [any],
                },
            ],
            state.Revision, now, Limits)!;
    }

    private static IEnumerable<MemoryOperation> One(MemoryOperation? operation) => operation is null ? [] : [operation];

    private static MemoryDraft Draft(Random random) => new()
    {
        Text = string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => Word(random))),
        Kind = MemoryKind.Belief,
        Key = random.Next(3) == 0 ? null : $"k{random.Next(1_000_000)}",
        Actor = random.Next(2) == 0 ? null : Word(random),
        Slot = random.Next(2) == 0 ? null : new Slot(Word(random), Word(random), Word(random), random.Next(2) == 0),
        ExpiresAt = random.Next(5) == 0 ? Start.AddDays(random.Next(30, 400)) : null,
        Aliases = random.Next(3) == 0 ? [Word(random)] : [],
    };

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static byte[] Bytes(MemoryState state)
    {
        var writer = new FieldWriter();
        state.WriteTo(writer);
        return writer.Written.ToArray();
    }
}
