namespace AgentGrains.Engine.Vectors;

/// <summary>
/// A query for codes of 2 or 4 bits: 14-bit integers, each split in two signed bytes, q = 128 h + l, because the processor multiplies
/// bytes with bytes. The split loses nothing, so every path adds up the same integers.
/// </summary>
/// <remarks>Filled once per question and read by one scan. Not thread-safe.</remarks>
internal sealed class PackedQuery
{
    private const int Range = 8191;

    /// <summary>A query for rows of one width.</summary>
    /// <param name="components">Components of a row, padding included.</param>
    public PackedQuery(int components) => (Values, High, Low) = (new short[components], new sbyte[components], new sbyte[components]);

    /// <summary>The integers.</summary>
    public short[] Values { get; }

    /// <summary>Upper parts, -64 to 64.</summary>
    public sbyte[] High { get; }

    /// <summary>Lower parts, -64 to 63.</summary>
    public sbyte[] Low { get; }

    /// <summary>Sum of the integers: what an offset common to all codes is multiplied with.</summary>
    public long Sum { get; private set; }

    /// <summary>A component is its integer times this.</summary>
    public double Step { get; private set; }

    /// <summary>Takes in a query; a shorter one than a row is padded with zeros.</summary>
    public void Set(ReadOnlySpan<float> query)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Length, Values.Length, nameof(query));
        var largest = 0f;
        foreach (var component in query)
            largest = Math.Max(largest, Math.Abs(component));
        (Sum, Step) = (0, largest / Range);
        for (var i = 0; i < Values.Length; i++)
        {
            var value = i < query.Length && largest > 0 ? (int)Math.Round((double)query[i] / largest * Range, MidpointRounding.ToEven) : 0;
            var high = (value + 64) >> 7;
            (Values[i], High[i], Low[i]) = ((short)value, (sbyte)high, (sbyte)(value - 128 * high));
            Sum += value;
        }
    }
}
