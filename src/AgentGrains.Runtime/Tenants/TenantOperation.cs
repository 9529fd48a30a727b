using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Tenants;
using AgentGrains.Runtime.Encryption;

namespace AgentGrains.Runtime.Tenants;

/// <summary>The only way a tenant's directory changes.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Scope">The scope that enters or leaves.</param>
/// <param name="Limits">The limits that are set.</param>
/// <param name="Type">The memory of the scope that reserves room.</param>
/// <param name="Reserved">The room that it has from here on.</param>
/// <param name="Key">The key that the tenant has from here on.</param>
internal readonly record struct TenantOperation(
    TenantOperationKind Kind, string? Scope = null, TenantLimits? Limits = null, MemoryType Type = default, StorageAmount Reserved = default,
    TenantKeyState? Key = null)
{
    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        writer.Number(1, (ulong)Kind);
        writer.Text(2, Scope);
        writer.Number(9, (ulong)Type);
        writer.Number(10, (ulong)Reserved.Records);
        writer.Number(11, (ulong)Reserved.Bytes);
        if (Key is not null)
        {
            writer.Number(12, (ulong)Key.Version);
            writer.Text(13, Key.Wrapped?.MasterKey);
            if (Key.Wrapped is { } wrapped)
                writer.Bytes(14, wrapped.Bytes.AsSpan());
        }

        if (Limits is null)
            return;
        writer.Number(3, (ulong)Limits.MaxScopes);
        writer.Number(4, (ulong)Limits.MaxRecordsPerMemory);
        writer.Number(5, (ulong)(Limits.MaxRecords ?? 0));   // no limit is 0 and left out: a limit is at least 1
        writer.Number(6, (ulong)(Limits.MaxBytes ?? 0));
        writer.Number(7, (ulong)(Limits.RequestsPerSecond ?? 0));
        writer.Number(8, (ulong)(Limits.InferenceTokensPerMinute ?? 0));
    }

    public static TenantOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = new TenantOperation(TenantOperationKind.Enter);
        var limits = new TenantLimits(0, 0);
        var (version, master, wrapped) = (0, "", default(ImmutableArray<byte>));
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: operation = operation with { Kind = (TenantOperationKind)reader.Number() }; break;
                case 2: operation = operation with { Scope = reader.Text() }; break;
                case 3: limits = limits with { MaxScopes = (int)reader.Number() }; break;
                case 4: limits = limits with { MaxRecordsPerMemory = (int)reader.Number() }; break;
                case 5: limits = limits with { MaxRecords = (long)reader.Number() }; break;
                case 6: limits = limits with { MaxBytes = (long)reader.Number() }; break;
                case 7: limits = limits with { RequestsPerSecond = (int)reader.Number() }; break;
                case 8: limits = limits with { InferenceTokensPerMinute = (long)reader.Number() }; break;
                case 9: operation = operation with { Type = (MemoryType)reader.Kind() }; break;
                case 10: operation = operation with { Reserved = operation.Reserved with { Records = (long)reader.Number() } }; break;
                case 11: operation = operation with { Reserved = operation.Reserved with { Bytes = (long)reader.Number() } }; break;
                case 12: version = (int)reader.Number(); break;
                case 13: master = reader.Text(); break;
                case 14: wrapped = ImmutableArray.Create(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return operation.Kind switch
        {
            TenantOperationKind.SetLimits => operation with { Limits = limits },
            TenantOperationKind.SetKey => operation with { Key = new TenantKeyState(version, new WrappedKey(master, wrapped.IsDefault ? [] : wrapped), false) },
            TenantOperationKind.DestroyKey => operation with { Key = new TenantKeyState(version, null, true) },
            _ => operation,
        };
    }

    /// <summary>A frame without the name of its scope.</summary>
    public static ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> what, ReadOnlyMemory<byte> frame, long sequence)
    {
        if (Read(frame, sequence).Kind is not (TenantOperationKind.Enter or TenantOperationKind.Leave or TenantOperationKind.Reserve))
            return frame;
        var writer = new FieldWriter();
        new TenantOperation(TenantOperationKind.Redacted).WriteTo(writer);
        return writer.Written.ToArray();
    }

    private static TextPool Pool { get; } = new();
}

/// <summary>What is done to a tenant. The numbers are persisted.</summary>
internal enum TenantOperationKind : byte
{
    Enter = 0,
    Leave = 1,
    SetLimits = 2,
    Reserve = 3,
    SetKey = 4,
    DestroyKey = 5,

    /// <summary>An erasure began: nothing new may be written.</summary>
    Close = 6,

    /// <summary>It may be used again.</summary>
    Open = 7,

    /// <summary>What named a scope that is gone with the whole tenant.</summary>
    Redacted = 8,
}
