namespace AgentGrains.Engine.Decay;

/// <summary>
/// The forgetting curve of a record, R = exp(-t / S) (Ebbinghaus), on a scale of days.
/// Strength in units is 2 ln(1 + accesses) + 1.5 importance + confidence + spacing, kept within 0.1 and 100; spacing begins at 1 and grows by
/// ln(1 + gap in days) with every use (spaced repetition). What is trusted less fades faster: by 1 + 2 (1 - trust).
/// </summary>
/// <remarks>
/// After the "Living Brain" of SuperLocalMemory V3.3, whose unit is an hour and whose emotion term has no counterpart here. Pure.
/// </remarks>
public static class Retention
{
    private const double Weakest = 0.1;
    private const double Strongest = 100;

    /// <summary>Strength in units, before trust.</summary>
    public static double Strength(MemoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var life = record.Life;
        var strength = 2 * Math.Log(1 + Math.Max(0, life.AccessCount)) + 1.5 * life.Importance + record.Confidence + life.Strength;
        return double.IsNaN(strength) ? Weakest : Math.Clamp(strength, Weakest, Strongest);
    }

    /// <summary>How much of a record is retained, 0 to 1: 1 for what was just made or used, is pinned, or is core.</summary>
    public static double Of(MemoryRecord record, DateTimeOffset now, ForgettingOptions options)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(options);
        if (IsImmune(record))
            return 1;
        var days = Math.Max(0, (now - (record.Life.LastAccess ?? record.RecordedAt)).TotalDays);
        var rate = 1 + 2 * (1 - Math.Clamp(record.Trust, 0, 1));
        return Math.Exp(-days * rate / (Strength(record) * options.UnitDays));
    }

    /// <summary>Whether a record never fades: it is pinned, or core.</summary>
    public static bool IsImmune(MemoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Pinned || record.Life.Maturity == MemoryMaturity.Core;
    }

    /// <summary>Life signals after a use: one access more, strength by the gap since the last, and back among the active.</summary>
    public static LifeSignals Reinforce(MemoryRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        var gap = Math.Max(0, (now - (record.Life.LastAccess ?? record.RecordedAt)).TotalDays);
        var life = record.Life with
        {
            AccessCount = record.Life.AccessCount + 1,
            LastAccess = now.ToUniversalTime(),
            Strength = (float)(record.Life.Strength + Math.Log(1 + gap)),
            Zone = MemoryZone.Active,
            Rests = false,
        };
        return life with { Maturity = Maturation.Next(life.Maturity, Strength(record with { Life = life })) };
    }
}
