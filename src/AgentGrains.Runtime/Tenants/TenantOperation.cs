using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Tenants;

/// <summary>The only way a tenant's directory changes.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Scope">The scope that enters or leaves.</param>
/// <param name="Limits">The limits that are set.</param>
internal readonly record struct TenantOperation(TenantOperationKind Kind, string? Scope = null, TenantLimits? Limits = null)
{
    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        writer.Number(1, (ulong)Kind);
        writer.Text(2, Scope);
        if (Limits is null)
            return;
        writer.Number(3, (ulong)Limits.MaxScopes);
        writer.Number(4, (ulong)Limits.MaxRecordsPerMemory);
    }

    public static TenantOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var (kind, scope, scopes, records) = (TenantOperationKind.Enter, (string?)null, 0, 0);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: kind = (TenantOperationKind)reader.Number(); break;
                case 2: scope = reader.Text(); break;
                case 3: scopes = (int)reader.Number(); break;
                case 4: records = (int)reader.Number(); break;
                default: reader.Skip(); break;
            }
        }

        return new TenantOperation(kind, scope, kind == TenantOperationKind.SetLimits ? new TenantLimits(scopes, records) : null);
    }

    private static TextPool Pool { get; } = new();
}

/// <summary>What is done to a tenant. The numbers are persisted.</summary>
internal enum TenantOperationKind : byte
{
    Enter = 0,
    Leave = 1,
    SetLimits = 2,
}
