using System.Buffers.Binary;
using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Consolidation;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>The persisted form of outcomes. Field numbers are for ever: never renumber, only add.</summary>
internal static class OutcomeEventCodec
{
    public static void Write(FieldWriter writer, OutcomeEvent happened)
    {
        var start = writer.Begin(NumberOf(happened));
        switch (happened)
        {
            case OutcomeEvent.Shown shown: WriteRecall(writer, shown.Recall); break;
            case OutcomeEvent.Reported reported:
                writer.Bytes(1, reported.Recall.ToByteArray(bigEndian: true));
                foreach (var used in reported.Used)
                    writer.Id(2, used);
                writer.Number(3, reported.Success ? 1u : 0);
                break;
            case OutcomeEvent.Adopted adopted:
                writer.Number(1, (ulong)adopted.Ranking.Version);
                writer.Number(2, (ulong)adopted.Ranking.Basis);
                writer.Bytes(3, Singles(adopted.Ranking.Deltas));
                if (adopted.Ranking.Cut is { } cut)
                    writer.Bytes(4, Singles([cut.Least, cut.Decline]));
                break;
            // A message without a field would not be written at all.
            case OutcomeEvent.RolledBack back: writer.Number(1, (ulong)back.ToVersion, omitted: ulong.MaxValue); break;
            case OutcomeEvent.ScopeErased erased: writer.Text(1, erased.Scope); break;
            case OutcomeEvent.Began began: writer.Number(1, (ulong)began.Generation); break;
            case OutcomeEvent.Sealed: writer.Number(1, 1); break;
            case OutcomeEvent.Federated federated: writer.Number(1, federated.IsMember ? 1u : 0, omitted: ulong.MaxValue); break;
        }

        writer.End(start);
    }

    public static OutcomeEvent Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: return new OutcomeEvent.Shown(ReadRecall(reader.Message()));
                case 2: return ReadReport(reader.Message());
                case 3: return new OutcomeEvent.Adopted(ReadRanking(reader.Message()));
                case 4: return new OutcomeEvent.RolledBack((int)ReadNumber(reader.Message()));
                case 5: return ReadErasure(reader.Message());
                case 6: return new OutcomeEvent.Began(ReadNumber(reader.Message()));
                case 7: return new OutcomeEvent.Sealed();
                case 8: return new OutcomeEvent.Federated(ReadNumber(reader.Message()) != 0);
                default: reader.Skip(); break;
            }
        }

        throw new FormatException("An outcome is of no known kind; a newer version wrote it.");
    }

    private static int NumberOf(OutcomeEvent happened) => happened switch
    {
        OutcomeEvent.Shown => 1,
        OutcomeEvent.Reported => 2,
        OutcomeEvent.Adopted => 3,
        OutcomeEvent.RolledBack => 4,
        OutcomeEvent.ScopeErased => 5,
        OutcomeEvent.Began => 6,
        OutcomeEvent.Sealed => 7,
        OutcomeEvent.Federated => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    private static void WriteRecall(FieldWriter writer, ShownRecall recall)
    {
        writer.Bytes(1, recall.Id.ToByteArray(bigEndian: true));
        writer.Number(2, (ulong)recall.Version);
        writer.Number(3, (ulong)recall.Basis);
        foreach (var scope in recall.Scopes)
            writer.Text(4, scope);
        foreach (var hit in recall.Hits)
        {
            var start = writer.Begin(5);
            writer.Id(1, hit.Id);
            writer.Number(2, (ulong)hit.List);
            writer.Bytes(3, Halves(hit.Signals));
            writer.End(start);
        }

        foreach (var watched in recall.Watched)
        {
            var start = writer.Begin(6);
            writer.Text(1, watched.Scope);
            writer.Text(2, watched.View.Run);
            writer.Number(3, (ulong)watched.View.Arm);
            writer.End(start);
        }
    }

    private static ShownRecall ReadRecall(FieldReader reader)
    {
        var (id, version, basis) = (Guid.Empty, 0, 0);
        var scopes = ImmutableArray.CreateBuilder<string>();
        var hits = ImmutableArray.CreateBuilder<ShownHit>();
        var watched = ImmutableArray.CreateBuilder<WatchedScope>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: id = ReadGuid(reader.Bytes()); break;
                case 2: version = reader.SmallNumber(); break;
                case 3: basis = reader.SmallNumber(); break;
                case 4: scopes.Add(reader.SharedText()); break;
                case 5: hits.Add(ReadHit(reader.Message())); break;
                case 6: watched.Add(ReadWatched(reader.Message())); break;
                default: reader.Skip(); break;
            }
        }

        return new ShownRecall { Id = id, Version = version, Basis = basis, Scopes = scopes.DrainToImmutable(), Hits = hits.DrainToImmutable(), Watched = watched.DrainToImmutable() };
    }

    private static WatchedScope ReadWatched(FieldReader reader)
    {
        var (scope, run, arm) = ("", "", RunArm.Baseline);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: scope = reader.SharedText(); break;
                case 2: run = reader.SharedText(); break;
                case 3: arm = (RunArm)reader.Kind(); break;
                default: reader.Skip(); break;
            }
        }

        return new WatchedScope(scope, new StagedView(run, arm));
    }

    private static ShownHit ReadHit(FieldReader reader)
    {
        var (id, list, signals) = (default(MemoryId), 0, ImmutableArray<float>.Empty);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: id = reader.Id(); break;
                case 2: list = reader.SmallNumber(); break;
                case 3: signals = FromHalves(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return new ShownHit(id, list, signals);
    }

    private static OutcomeEvent.Reported ReadReport(FieldReader reader)
    {
        var (recall, success) = (Guid.Empty, false);
        var used = ImmutableArray.CreateBuilder<MemoryId>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: recall = ReadGuid(reader.Bytes()); break;
                case 2: used.Add(reader.Id()); break;
                case 3: success = reader.Number() != 0; break;
                default: reader.Skip(); break;
            }
        }

        return new OutcomeEvent.Reported(recall, used.DrainToImmutable(), success);
    }

    private static RankingAdjustment ReadRanking(FieldReader reader)
    {
        var (version, basis, deltas, cut) = (0, 0, ImmutableArray<float>.Empty, default(RecallCut?));
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: version = reader.SmallNumber(); break;
                case 2: basis = reader.SmallNumber(); break;
                case 3: deltas = FromSingles(reader.Bytes()); break;
                case 4: cut = FromSingles(reader.Bytes()) is [var least, var decline] ? new RecallCut((int)least, decline) : null; break;
                default: reader.Skip(); break;
            }
        }

        return new RankingAdjustment(version, basis, deltas) { Cut = cut };
    }

    private static OutcomeEvent.ScopeErased ReadErasure(FieldReader reader)
    {
        var scope = "";
        while (reader.Next(out var field))
        {
            if (field == 1)
                scope = reader.Text();
            else
                reader.Skip();
        }

        return new OutcomeEvent.ScopeErased(scope);
    }

    private static long ReadNumber(FieldReader reader)
    {
        var number = 0L;
        while (reader.Next(out var field))
        {
            if (field == 1)
                number = (long)reader.Number();
            else
                reader.Skip();
        }

        return number;
    }

    private static Guid ReadGuid(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw new FormatException("The id of a recall has 16 bytes.");

    // Half precision: three digits are plenty for a z-score, and most of what is kept is this.
    private static byte[] Halves(ImmutableArray<float> values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
        return bytes;
    }

    private static ImmutableArray<float> FromHalves(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / 2];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
        return [.. values];
    }

    private static byte[] Singles(ImmutableArray<float> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private static ImmutableArray<float> FromSingles(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
        return [.. values];
    }

    private static TextPool Pool { get; } = new();
}
