namespace AgentGrains.Cluster.Tests.Journal.Replay;

/// <summary>The operations of the recorded journals: every kind of operation, every field of a record. Never change them: add a recording instead.</summary>
internal static class RecordedOperations
{
    public static readonly Scope Scope = Scope.User("acme", "ann");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    /// <summary>The operations of a recording.</summary>
    public static IEnumerable<MemoryOperation> Of(string recording) => recording == "v1" ? First() : First().Concat(SinceForgetting());

    // What forgetting and consolidation brought.
    private static IEnumerable<MemoryOperation> SinceForgetting()
    {
        var vector = new StoredVector("hashing-v1-16", 4, 32, 1, [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 3))]);
        yield return Change(51, OperationKind.Embed, 12) with { Vector = vector };
        yield return Change(52, OperationKind.Retier, 12) with { Life = LifeSignals.Initial with { Zone = MemoryZone.Warm, Maturity = MemoryMaturity.Settled }, Producer = "decay/1" };
        yield return Change(53, OperationKind.Retier, 12) with { Life = LifeSignals.Initial with { Zone = MemoryZone.Active }, Vector = vector, Producer = "decay/1" };
        yield return Change(54, OperationKind.Reinforce, 5) with { Life = new LifeSignals { Importance = 0.75f, AccessCount = 3, LastAccess = At(54), Strength = 2.5f } };
        yield return Change(55, OperationKind.Retier, 13) with { Life = LifeSignals.Initial with { Zone = MemoryZone.Archive, Rests = true }, Reason = "Twin", Evidence = [Id(15)], Producer = "consolidation/1" };
        yield return Change(56, OperationKind.Condense, 14) with { Gist = "The oleander needs water, 你好.", Reason = "Condense", Producer = "consolidation/1" };
        yield return Change(57, OperationKind.Condense, 16) with { Gist = "Water.", Producer = "consolidation/1" };
        yield return Change(58, OperationKind.Condense, 16) with { Reason = "run c1 is undone", Producer = "consolidation/1" };
        yield return Change(59, OperationKind.Update, 14) with { Record = Plain(14) with { Text = "Turn 14, corrected.", Gist = "Turn 14.", RecordedAt = At(59), Lineage = Lineage.First with { Version = 2 }, Life = LifeSignals.Initial with { Rests = true, Zone = MemoryZone.Archive } } };
        yield return Add(60, Plain(60) with { ExpiresAt = Start.AddYears(2) });
    }

    private static IEnumerable<MemoryOperation> First()
    {
        for (var n = 1; n <= 40; n++)
            yield return Add(n, Plain(n));
        yield return Add(41, Full(41));
        yield return Change(42, OperationKind.Update, 41) with { Record = Full(41) with { Text = "Ann lives in Porto.", RecordedAt = At(42), Lineage = Lineage.First with { Version = 2 } } };
        yield return Change(43, OperationKind.Supersede, 40) with { Record = Plain(43) with { Lineage = Lineage.First with { Supersedes = Id(40) } } };
        yield return Change(44, OperationKind.Delete, 3) with { Reason = "Ann asked for it." };
        yield return Change(45, OperationKind.Reinforce, 5) with { Evidence = [Id(6), Id(7)], Producer = "recall/1" };
        yield return Change(46, OperationKind.Link, 5) with { LinkedTo = Id(9) };
        yield return Change(47, OperationKind.Quarantine, 8);
        yield return Change(48, OperationKind.Quarantine, 10);
        yield return Change(49, OperationKind.Release, 10);
        yield return Change(50, OperationKind.Embed, 11) with { Vector = new StoredVector("hashing-v1-16", 4, 8, 0.25f, [1, 2, 253, 4]) };
    }

    private static MemoryOperation Add(int n, MemoryRecord record) => Change(n, OperationKind.Add, n) with { Record = record };

    private static MemoryOperation Change(int n, OperationKind kind, int target) => new()
    {
        Kind = kind,
        Sequence = n,
        At = At(n),
        Key = $"key-{n}",
        ContentHash = (ulong)n * 0x9E3779B97F4A7C15,
        Target = Id(target),
    };

    private static MemoryRecord Plain(int n) => new()
    {
        Id = Id(n),
        Sequence = n,
        Kind = MemoryKind.Turn,
        Text = $"Turn {n}: the oleander on the balcony needs water, καλημέρα, 你好, 🌱.",
        OccurredAt = At(n),
        RecordedAt = At(n),
        Provenance = new Provenance { Actor = n % 2 == 0 ? "Ann" : "Ben", Session = "spring", Source = "chat" },
    };

    private static MemoryRecord Full(int n) => Plain(n) with
    {
        Kind = MemoryKind.Event,
        Text = "Ann lives in Lisbon.",
        Why = "Parcels go there.",
        CanonicalName = "ann's home",
        Aliases = ["ann's flat", "home"],
        Slot = new Slot("Ann", "lives in", "Lisbon", MultiValued: true),
        Arguments = [new Argument("resident", "Ann"), new Argument("place", "Lisbon")],
        OccurredAt = new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.FromHours(2)),
        ValidFrom = Start.AddDays(-30),
        ValidTo = Start.AddYears(1),
        Provenance = new Provenance { Source = "import", Actor = "Ann", Session = "spring", DerivedFrom = [Id(1), Id(2)], Producer = "extract", ProducerVersion = 3 },
        Status = EpistemicStatus.Inferred,
        Confidence = 0,
        Trust = 0.25f,
        Life = new LifeSignals { Importance = 0.9f, AccessCount = 2, LastAccess = Start, Strength = 4.5f },
        Vector = new StoredVector("model/1", 2, 32, 0, [0, 0, 128, 63, 0, 0, 0, 64]),
        Outcome = new Outcome(Verdict.Verified, "tests"),
        Sensitivity = Sensitivity.Personal,
        Pinned = true,
        Metadata = [new MetadataEntry("channel", "mail"), new MetadataEntry("lang", "en")],
    };

    private static MemoryId Id(int n) => MemoryId.Create(MemoryType.Episodic, At(n), n, 0x0000_1234_5678_9ABC);

    private static DateTimeOffset At(int n) => Start.AddMinutes(n);
}
