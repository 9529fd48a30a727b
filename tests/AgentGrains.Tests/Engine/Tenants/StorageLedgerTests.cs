using AgentGrains.Engine.Tenants;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Tenants;

/// <summary>What memories reserve of their tenant's room.</summary>
public sealed class StorageLedgerTests
{
    private static readonly Gen<(int Memory, int Records, int Bytes, bool Erases)[]> Writes =
        Gen.Select(Gen.Int[0, 11], Gen.Int[1, 40], Gen.Int[1, 3_000], Gen.Frequency((30, Gen.Const(false)), (1, Gen.Const(true)))).Array[200];

    [Fact]
    public void Whatever_is_written_the_limits_hold_and_little_room_is_kept_from_others() => Writes.Sample(writes =>
    {
        var limits = new TenantLimits { MaxRecords = 2_000, MaxBytes = 200_000 };
        var ledger = new StorageLedger();
        var held = new StorageAmount[12];
        var reserved = new StorageAmount[12];
        foreach (var (memory, records, bytes, erases) in writes)
        {
            var (scope, type) = ($"user:{memory / 3}", (MemoryType)(memory % 3));
            if (erases)
            {
                ledger.Leave(scope);
                Array.Clear(held, memory / 3 * 3, 3);
                Array.Clear(reserved, memory / 3 * 3, 3);
                continue;
            }

            var needed = held[memory] + new StorageAmount(records, bytes);
            if (!needed.Fits(reserved[memory]))
            {
                try
                {
                    reserved[memory] = ledger.Decide(scope, type, held[memory], needed, limits);
                    ledger.Apply(scope, type, reserved[memory]);
                }
                catch (LimitExceededException refusal)
                {
                    // Refused only when what all hold and the stated room ahead of each leave too little.
                    var ahead = held.Aggregate(new StorageAmount(0, 0), (sum, one) => sum + new StorageAmount(Math.Max(Math.Clamp(one.Records, 8, 64), one.Records / 8), Math.Max(Math.Clamp(one.Bytes, 4_096, 65_536), one.Bytes / 8)));
                    var total = held.Aggregate((one, other) => one + other) + new StorageAmount(records, bytes) + ahead;
                    Assert.True(refusal.Limit == "MaxRecords" ? total.Records > 2_000 : total.Bytes > 200_000, $"{total}: {refusal.Message}");
                    continue;
                }
            }

            held[memory] = needed;
            Assert.True(needed.Fits(reserved[memory]));
            Assert.True(held.Aggregate((one, other) => one + other).Fits(ledger.Total));
            Assert.True(ledger.Total.Fits(new StorageAmount(2_000, 200_000)));
        }
    });

    [Fact]
    public void A_small_limit_is_used_up_to_its_last_record()
    {
        var (ledger, limits) = (new StorageLedger(), new TenantLimits { MaxRecords = 50 });
        for (var held = 0; held < 50; held++)
            ledger.Apply("user:ann", MemoryType.Episodic, ledger.Decide("user:ann", MemoryType.Episodic, new(held, 0), new(held + 1, 0), limits));
        var full = Assert.Throws<LimitExceededException>(() => ledger.Decide("user:bob", MemoryType.Episodic, default, new(1, 1), limits));
        Assert.Equal(("MaxRecords", 50, false), (full.Limit, full.Value, full.IsTooLarge));
        Assert.NotNull(full.RetryAfter);
        ledger.Leave("user:ann");
        ledger.Decide("user:bob", MemoryType.Episodic, default, new(1, 1), limits);
    }

    [Fact]
    public void Reservations_grow_so_that_asking_stays_rare()
    {
        var (ledger, asked, reserved) = (new StorageLedger(), 0, default(StorageAmount));
        for (var held = 0; held < 100_000; held++)
        {
            var needed = new StorageAmount(held + 1, 200 * (held + 1));
            if (needed.Fits(reserved))
                continue;
            asked++;
            ledger.Apply("user:ann", MemoryType.Episodic, reserved = ledger.Decide("user:ann", MemoryType.Episodic, new(held, 200 * held), needed, new TenantLimits()));
        }

        Assert.InRange(asked, 10, 120);
    }

    [Fact]
    public void A_lowered_limit_takes_back_what_was_reserved_ahead_and_refuses_growth_only()
    {
        var ledger = new StorageLedger();
        ledger.Apply("user:ann", MemoryType.Episodic, ledger.Decide("user:ann", MemoryType.Episodic, default, new(1_000, 1), new TenantLimits()));
        Assert.Equal(1_125, ledger.Total.Records);
        var low = new TenantLimits { MaxRecords = 1_005 };
        var kept = ledger.Decide("user:ann", MemoryType.Episodic, new(1_000, 1), new(1_003, 1), low);
        Assert.InRange(kept.Records, 1_003, 1_005);
        var lower = new TenantLimits { MaxRecords = 10 };
        Assert.Throws<LimitExceededException>(() => ledger.Decide("user:ann", MemoryType.Episodic, new(1_000, 1), new(1_001, 1), lower));
        Assert.Equal(1_000, ledger.Decide("user:ann", MemoryType.Episodic, new(1_000, 1), new(1_000, 1), lower).Records);
    }

    [Fact]
    public void One_call_that_can_never_fit_is_told_apart()
    {
        var limits = new TenantLimits { MaxBytes = 1_000 };
        Assert.True(Assert.Throws<LimitExceededException>(() => new StorageLedger().Decide("user:ann", MemoryType.Episodic, default, new(1, 1_001), limits)).IsTooLarge);
    }
}
