using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Tenants;
using AgentGrains.Runtime.Tenants;
using Xunit;

namespace AgentGrains.Cluster.Tests.Tenants;

/// <summary>The persisted form of a tenant's operations, and those of before.</summary>
public sealed class TenantOperationTests
{
    [Theory]
    [InlineData("1208757365723a616e6e", 0, "user:ann")]
    [InlineData("08011208757365723a616e6e", 1, "user:ann")]
    public void Directory_operations_of_the_first_version_are_read(string recording, int kind, string scope) =>
        Assert.Equal(new TenantOperation((TenantOperationKind)kind, scope), TenantOperation.Read(Convert.FromHexString(recording), 1));

    [Fact]
    public void Limits_of_the_first_version_are_read_without_the_limits_there_were_not() =>
        Assert.Equal(
            new TenantOperation(TenantOperationKind.SetLimits, Limits: new TenantLimits(10, 20)), TenantOperation.Read(Convert.FromHexString("0802180a2014"), 1));

    [Fact]
    public void Every_operation_is_read_as_it_was_written()
    {
        foreach (var operation in new[]
        {
            new TenantOperation(TenantOperationKind.Enter, "user:ann"),
            new TenantOperation(TenantOperationKind.Reserve, "user:ann", Type: MemoryType.Procedural, Reserved: new StorageAmount(12, 5_000_000_000)),
            new TenantOperation(TenantOperationKind.SetLimits, Limits: new TenantLimits(1, 2) { MaxRecords = 3, MaxBytes = 1L << 50, RequestsPerSecond = 5, InferenceTokensPerMinute = 6 }),
            new TenantOperation(TenantOperationKind.SetLimits, Limits: new TenantLimits()),
        })
        {
            var writer = new FieldWriter();
            operation.WriteTo(writer);
            Assert.Equal(operation, TenantOperation.Read(writer.WrittenMemory, 1));
        }
    }
}
