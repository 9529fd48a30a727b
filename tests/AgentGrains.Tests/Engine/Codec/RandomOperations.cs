using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;

namespace AgentGrains.Tests.Engine.Codec;

/// <summary>Operations with any values in any fields, the odd ones often.</summary>
internal static class RandomOperations
{
    /// <summary>Shows every number there is, NaN included.</summary>
    public static JsonSerializerOptions Json { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly Gen<string> Text = Gen.OneOf(
        Any("", " ", "Ann", "καλημέρα", "你好", "🌱", "a\0b"), Gen.String[Gen.Char['\u0000', '\u0700'], 0, 300]);

    private static readonly Gen<string?> Maybe = Text.Null();

    private static readonly Gen<MemoryId> Id = Gen.Select(Gen.Enum<MemoryType>(), Gen.ULong, Gen.ULong, (type, upper, lower) => new MemoryId(type, new UInt128(upper, lower)));

    private static readonly Gen<DateTimeOffset> Time = Gen.OneOf(
        Any(DateTimeOffset.UnixEpoch, DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
        Gen.Select(Gen.DateTime, Gen.Int[-840, 840], (time, offset) =>
            new DateTimeOffset(Math.Clamp(time.Ticks, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(offset))));

    private static readonly Gen<DateTimeOffset?> MaybeTime = Time.Nullable();

    // Minus zero equals the default zero and is left out like it.
    private static readonly Gen<float> Real = Gen.OneOf(Gen.Float, Any(0f, 1f, 0.5f, float.NaN, float.Epsilon)).Select(value => value == 0 ? 0 : value);

    private static readonly Gen<ImmutableArray<MemoryId>> Ids = Id.Array[0, 3].Select(ids => ids.ToImmutableArray());

    private static readonly Gen<StoredVector?> Vector = Gen.Select(Text, Gen.Int, Gen.Int, Real, Gen.Byte.Array[0, 20],
        (model, dimension, bits, scale, bytes) => new StoredVector(model, dimension, bits, scale, [.. bytes])).Null();

    private static readonly Gen<Provenance> Origin = Gen.Select(Maybe, Maybe, Maybe, Ids, Maybe, Gen.Int, (source, actor, session, from, producer, version) =>
        new Provenance { Source = source, Actor = actor, Session = session, DerivedFrom = from, Producer = producer, ProducerVersion = version });

    private static readonly Gen<Lineage> Line = Gen.Select(Gen.Int, Id.Nullable(), Id.Nullable(), MaybeTime, Ids, (version, old, next, retired, links) =>
        new Lineage { Version = version, Supersedes = old, SupersededBy = next, RetiredAt = retired, Links = links });

    private static readonly Gen<LifeSignals> Life = Gen.OneOf(
        Any(LifeSignals.Initial),
        Gen.Select(Real, Gen.Int, MaybeTime, Real, Gen.Enum<MemoryZone>(), Gen.Enum<MemoryMaturity>(), (importance, count, last, strength, zone, maturity) =>
            new LifeSignals { Importance = importance, AccessCount = count, LastAccess = last, Strength = strength, Zone = zone, Maturity = maturity }));

    private static readonly Gen<MemoryRecord> Content = Gen.Select(Text, Maybe, Maybe, Text.Array[0, 3], Gen.Enum<MemoryKind>(), Gen.Enum<EpistemicStatus>(),
        Gen.Enum<Sensitivity>(), Gen.Bool, (text, why, name, aliases, kind, status, sensitivity, pinned) => new MemoryRecord
        {
            Id = default,
            Text = text,
            Why = why,
            CanonicalName = name,
            Aliases = [.. aliases],
            Kind = kind,
            Status = status,
            Sensitivity = sensitivity,
            Pinned = pinned,
        });

    private static readonly Gen<MemoryRecord> Parts = Gen.Select(
        Content, Gen.Select(Text, Text, Text, Gen.Bool, (subject, predicate, value, many) => new Slot(subject, predicate, value, many)).Null(),
        Gen.Select(Text, Text, (role, entity) => new Argument(role, entity)).Array[0, 3], Origin, Line, Life, Vector,
        Gen.Select(Gen.Enum<Verdict>(), Maybe, (verdict, who) => new Outcome(verdict, who)).Null(),
        (record, slot, arguments, origin, line, life, vector, outcome) => record with
        {
            Slot = slot,
            Arguments = [.. arguments],
            Provenance = origin,
            Lineage = line,
            Life = life,
            Vector = vector,
            Outcome = outcome,
        });

    private static readonly Gen<MemoryRecord?> Record = Gen.Select(
        Parts, Id, Time, MaybeTime, MaybeTime, Gen.Select(Time, MaybeTime), Gen.Select(Real, Real, Gen.Long),
        Gen.Select(Text, Text, (name, value) => new MetadataEntry(name, value)).Array[0, 3],
        (record, id, occurred, from, to, recorded, numbers, labels) => record with
        {
            Id = id,
            OccurredAt = occurred,
            ValidFrom = from,
            ValidTo = to,
            RecordedAt = recorded.Item1,
            ExpiresAt = recorded.Item2,
            Confidence = numbers.Item1,
            Trust = numbers.Item2,
            Sequence = numbers.Item3,
            Metadata = [.. labels],
        }).Null();

    private static readonly Gen<FenceNote?> Fence = Gen.Select(Text, Gen.Enum<MovePhase>(), Maybe, (move, phase, elsewhere) =>
        new FenceNote { Move = move + "m", Phase = phase, Elsewhere = elsewhere }).Null();

    /// <summary>Any operation.</summary>
    public static Gen<MemoryOperation> Operation { get; } = Gen.Select(
        Gen.Select(Gen.Enum<OperationKind>(), Gen.Long[1, long.MaxValue], Time, Text, Gen.ULong), Id, Record, Id.Nullable(), Vector, Maybe, Ids, Gen.Select(Text, Life.Null(), Fence),
        (head, target, record, link, vector, reason, evidence, last) => new MemoryOperation
        {
            Kind = head.Item1,
            Sequence = head.Item2,
            At = head.Item3,
            Key = head.Item4,
            ContentHash = head.Item5,
            Target = target,
            Record = record,
            LinkedTo = link,
            Vector = vector,
            Reason = reason,
            Evidence = evidence,
            Producer = last.Item1,
            Life = last.Item2,
            Fence = last.Item3,
        });

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);
}
