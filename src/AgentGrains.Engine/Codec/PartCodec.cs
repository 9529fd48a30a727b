using System.Collections.Immutable;

namespace AgentGrains.Engine.Codec;

/// <summary>The persisted form of a record's parts. Field numbers are for ever: never renumber, only add.</summary>
internal static class PartCodec
{
    public static void WriteVector(FieldWriter writer, int field, StoredVector? vector)
    {
        if (vector is null)
            return;
        var start = writer.Begin(field);
        writer.Text(1, vector.Model);
        writer.Number(2, (ulong)vector.Dimension);
        writer.Number(3, (ulong)vector.Bits);
        writer.Real(4, vector.Scale, 0);
        writer.Bytes(5, vector.Bytes.AsSpan());
        writer.End(start);
    }

    public static StoredVector ReadVector(FieldReader reader)
    {
        var (model, dimension, bits, scale, bytes) = ("", 0, 0, 0f, ImmutableArray<byte>.Empty);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: model = reader.SharedText(); break;
                case 2: dimension = reader.SmallNumber(); break;
                case 3: bits = reader.SmallNumber(); break;
                case 4: scale = reader.Real(); break;
                case 5: bytes = [.. reader.Bytes()]; break;
                default: reader.Skip(); break;
            }
        }

        return new StoredVector(model, dimension, bits, scale, bytes);
    }

    public static void WriteSlot(FieldWriter writer, Slot? slot)
    {
        if (slot is null)
            return;
        var start = writer.Begin(7);
        writer.Text(1, slot.Subject);
        writer.Text(2, slot.Predicate);
        writer.Text(3, slot.Value);
        writer.Number(4, slot.MultiValued ? 1u : 0);
        writer.End(start);
    }

    public static Slot ReadSlot(FieldReader reader)
    {
        var (subject, predicate, value, multiValued) = ("", "", "", false);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: subject = reader.SharedText(); break;
                case 2: predicate = reader.SharedText(); break;
                case 3: value = reader.Text(); break;
                case 4: multiValued = reader.Number() != 0; break;
                default: reader.Skip(); break;
            }
        }

        return new Slot(subject, predicate, value, multiValued);
    }

    public static void WritePair(FieldWriter writer, int field, string name, string value)
    {
        var start = writer.Begin(field);
        writer.Text(1, name);
        writer.Text(2, value);
        writer.End(start);
    }

    public static Argument ReadArgument(FieldReader reader)
    {
        var (role, entity) = ReadPair(reader);
        return new Argument(role, entity);
    }

    public static MetadataEntry ReadEntry(FieldReader reader)
    {
        var (name, value) = ReadPair(reader);
        return new MetadataEntry(name, value);
    }

    private static (string Name, string Value) ReadPair(FieldReader reader)
    {
        var (name, value) = ("", "");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: name = reader.SharedText(); break;
                case 2: value = reader.SharedText(); break;
                default: reader.Skip(); break;
            }
        }

        return (name, value);
    }

    public static void WriteProvenance(FieldWriter writer, Provenance provenance)
    {
        var start = writer.Begin(13);
        writer.Text(1, provenance.Source);
        writer.Text(2, provenance.Actor);
        writer.Text(3, provenance.Session);
        foreach (var source in provenance.DerivedFrom)
            writer.Id(4, source);
        writer.Text(5, provenance.Producer);
        writer.Number(6, (ulong)provenance.ProducerVersion);
        writer.End(start);
    }

    public static Provenance ReadProvenance(FieldReader reader)
    {
        var (source, actor, session, producer, version) = ((string?)null, (string?)null, (string?)null, (string?)null, 0);
        ImmutableArray<MemoryId>.Builder? from = null;
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: source = reader.SharedText(); break;
                case 2: actor = reader.SharedText(); break;
                case 3: session = reader.SharedText(); break;
                case 4: (from ??= ImmutableArray.CreateBuilder<MemoryId>()).Add(reader.Id()); break;
                case 5: producer = reader.SharedText(); break;
                case 6: version = reader.SmallNumber(); break;
                default: reader.Skip(); break;
            }
        }

        return new Provenance
        {
            Source = source,
            Actor = actor,
            Session = session,
            DerivedFrom = from?.ToImmutable() ?? [],
            Producer = producer,
            ProducerVersion = version,
        };
    }

    public static void WriteLineage(FieldWriter writer, Lineage lineage)
    {
        var start = writer.Begin(17);
        writer.Number(1, (ulong)lineage.Version, 1);
        writer.Id(2, lineage.Supersedes);
        writer.Id(3, lineage.SupersededBy);
        writer.Time(4, lineage.RetiredAt);
        foreach (var link in lineage.Links)
            writer.Id(5, link);
        writer.End(start);
    }

    public static Lineage ReadLineage(FieldReader reader)
    {
        var (version, supersedes, supersededBy, retiredAt) = (1, (MemoryId?)null, (MemoryId?)null, (DateTimeOffset?)null);
        var links = ImmutableArray.CreateBuilder<MemoryId>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: version = reader.SmallNumber(); break;
                case 2: supersedes = reader.Id(); break;
                case 3: supersededBy = reader.Id(); break;
                case 4: retiredAt = reader.Time(); break;
                case 5: links.Add(reader.Id()); break;
                default: reader.Skip(); break;
            }
        }

        return new Lineage { Version = version, Supersedes = supersedes, SupersededBy = supersededBy, RetiredAt = retiredAt, Links = links.ToImmutable() };
    }

    public static void WriteLife(FieldWriter writer, LifeSignals life) => WriteLife(writer, 18, life, isThere: false);

    /// <summary>Writes life signals that may be missing: a mark tells those that are all at their defaults from none.</summary>
    public static void WriteLife(FieldWriter writer, int field, LifeSignals? life)
    {
        if (life is not null)
            WriteLife(writer, field, life, isThere: true);
    }

    private static void WriteLife(FieldWriter writer, int field, LifeSignals life, bool isThere)
    {
        var start = writer.Begin(field);
        writer.Real(1, life.Importance, LifeSignals.Initial.Importance);
        writer.Number(2, (ulong)life.AccessCount);
        writer.Time(3, life.LastAccess);
        writer.Real(4, life.Strength, LifeSignals.Initial.Strength);
        writer.Number(5, (ulong)life.Zone);
        writer.Number(6, (ulong)life.Maturity);
        writer.Number(7, life.Rests ? 1u : 0);
        writer.Number(15, isThere ? 1u : 0);
        writer.End(start);
    }

    public static LifeSignals ReadLife(FieldReader reader)
    {
        var life = LifeSignals.Initial;
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: life = life with { Importance = reader.Real() }; break;
                case 2: life = life with { AccessCount = reader.SmallNumber() }; break;
                case 3: life = life with { LastAccess = reader.Time() }; break;
                case 4: life = life with { Strength = reader.Real() }; break;
                case 5: life = life with { Zone = (MemoryZone)reader.Kind() }; break;
                case 6: life = life with { Maturity = (MemoryMaturity)reader.Kind() }; break;
                case 7: life = life with { Rests = reader.Number() != 0 }; break;
                default: reader.Skip(); break;
            }
        }

        return life;
    }

    public static void WriteOutcome(FieldWriter writer, Outcome? outcome)
    {
        if (outcome is null)
            return;
        var start = writer.Begin(20);
        writer.Number(1, (ulong)outcome.Verdict, omitted: ulong.MaxValue);
        writer.Text(2, outcome.Verifier);
        writer.End(start);
    }

    public static Outcome ReadOutcome(FieldReader reader)
    {
        var (verdict, verifier) = (Verdict.Unverified, (string?)null);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: verdict = (Verdict)reader.Kind(); break;
                case 2: verifier = reader.SharedText(); break;
                default: reader.Skip(); break;
            }
        }

        return new Outcome(verdict, verifier);
    }

    public static void WriteBelief(FieldWriter writer, BeliefDetails? belief)
    {
        if (belief is null)
            return;
        var start = writer.Begin(25);
        writer.Number(1, (ulong)belief.Type, omitted: ulong.MaxValue);
        foreach (var domain in belief.Domains)
            writer.Text(2, domain);
        writer.Text(3, belief.Subtype);
        writer.Number(4, belief.UserEdited ? 1u : 0);
        writer.Time(5, belief.ResolvedAt);
        writer.End(start);
    }

    public static BeliefDetails ReadBelief(FieldReader reader)
    {
        var (type, subtype, edited, resolvedAt) = (BeliefType.Fact, (string?)null, false, (DateTimeOffset?)null);
        var domains = ImmutableArray.CreateBuilder<string>();
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: type = (BeliefType)reader.Number(); break;
                case 2: domains.Add(reader.SharedText()); break;
                case 3: subtype = reader.SharedText(); break;
                case 4: edited = reader.Number() != 0; break;
                case 5: resolvedAt = reader.Time(); break;
                default: reader.Skip(); break;
            }
        }

        return new BeliefDetails { Type = type, Domains = domains.ToImmutable(), Subtype = subtype, UserEdited = edited, ResolvedAt = resolvedAt };
    }
}
