using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Erasure;

/// <summary>The only way the plan of a tenant's erasure changes. It names nothing of the tenant: what is gone stands there by salted digest.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When it began or ended.</param>
/// <param name="Bytes">The salt, of a beginning; the digest, of what is gone.</param>
/// <param name="Erased">What is gone.</param>
/// <param name="DestroysKey">Whether the key is to go, too.</param>
internal readonly record struct TenantErasureOperation(
    TenantErasureOperationKind Kind, DateTimeOffset At = default, byte[]? Bytes = null, ErasedKind Erased = default, bool DestroysKey = false)
{
    private static TextPool Pool { get; } = new();

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        writer.Number(1, (ulong)Kind);
        writer.Number(2, (ulong)At.UtcTicks);
        if (Bytes is not null)
            writer.Bytes(3, Bytes);
        writer.Number(4, (ulong)Erased);
        writer.Number(5, DestroysKey ? 1UL : 0);
    }

    public static TenantErasureOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = default(TenantErasureOperation);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: operation = operation with { Kind = (TenantErasureOperationKind)reader.Kind() }; break;
                case 2: operation = operation with { At = new DateTimeOffset((long)reader.Number(), TimeSpan.Zero) }; break;
                case 3: operation = operation with { Bytes = reader.Bytes().ToArray() }; break;
                case 4: operation = operation with { Erased = (ErasedKind)reader.Kind() }; break;
                case 5: operation = operation with { DestroysKey = reader.Number() != 0 }; break;
                default: reader.Skip(); break;
            }
        }

        return operation;
    }
}

/// <summary>What happens in an erasure. The numbers are persisted.</summary>
internal enum TenantErasureOperationKind : byte
{
    Begun = 0,
    Gone = 1,
    Ended = 2,
}
