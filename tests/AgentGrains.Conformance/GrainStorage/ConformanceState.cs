namespace AgentGrains.Conformance;

/// <summary>The state the suite stores: text, a number and bytes, so that a mix-up of any of them is seen.</summary>
[GenerateSerializer]
[Alias("AgentGrains.Conformance.ConformanceState")]
public sealed record ConformanceState
{
    [Id(0)]
    public string Text { get; init; } = "";

    [Id(1)]
    public long Number { get; init; }

    [Id(2)]
    public byte[] Bytes { get; init; } = [];

    public bool Equals(ConformanceState? other) =>
        other is not null && Text == other.Text && Number == other.Number && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => HashCode.Combine(Text, Number, Bytes.Length);
}
