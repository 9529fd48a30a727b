using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Procedural;

/// <summary>The only way a vault changes. Values are encrypted before they are in one.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Name">The secret.</param>
/// <param name="Sealed">Nonce, ciphertext and tag of a value that is set.</param>
/// <param name="Caption">What the secret is for.</param>
/// <param name="Holder">Whose right is granted or revoked.</param>
internal readonly record struct VaultOperation(VaultOperationKind Kind, string Name, byte[]? Sealed = null, string? Caption = null, string? Holder = null)
{
    private static readonly TextPool Pool = new();

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        writer.Number(1, (ulong)Kind);
        writer.Text(2, Name);
        if (Sealed is { } value)
            writer.Bytes(3, value);
        writer.Text(4, Caption);
        writer.Text(5, Holder);
    }

    public static VaultOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = new VaultOperation(VaultOperationKind.Set, "");
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: operation = operation with { Kind = (VaultOperationKind)reader.Kind() }; break;
                case 2: operation = operation with { Name = reader.Text() }; break;
                case 3: operation = operation with { Sealed = reader.Bytes().ToArray() }; break;
                case 4: operation = operation with { Caption = reader.Text() }; break;
                case 5: operation = operation with { Holder = reader.Text() }; break;
                default: reader.Skip(); break;
            }
        }

        return operation;
    }
}

/// <summary>What is done to a vault. The numbers are persisted.</summary>
internal enum VaultOperationKind : byte
{
    Set = 0,
    Grant = 1,
    Revoke = 2,
    Remove = 3,
}
