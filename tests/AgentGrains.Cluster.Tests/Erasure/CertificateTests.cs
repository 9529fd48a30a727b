using System.Security.Cryptography;
using AgentGrains.Cluster.Tests.Derivation;
using AgentGrains.Runtime.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>A certificate says what was looked at, is refused where there is anything left, and holds for nothing but what it says.</summary>
public sealed class CertificateTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task It_names_what_is_gone_and_every_change_of_it_is_seen()
    {
        await using var cluster = await StartAsync();
        var said = await DerivationTests.SayAsync(cluster, "I moved to Quixotopia.");
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync("Ann likes tea.");
        var erased = await memory.EraseRecordsAsync([said.Id]);
        var certificate = await memory.CertifyErasureAsync(erased.Records);
        Assert.Equal(("acme", "user:ann"), (certificate.Tenant, certificate.Scope));
        Assert.Equal(erased.Records.Order(), certificate.Records.Select(record => record.Id));
        Assert.True(erased.Records.Length > 1 && certificate.Tombstones == erased.Tombstones && erased.Tombstones > 0);
        Assert.Equal((await memory.Audit.VerifyAsync()).Memories.Select(verdict => verdict.Head), certificate.Heads);
        Assert.DoesNotContain("uixotopia", certificate.Statement, StringComparison.OrdinalIgnoreCase);

        var publicKey = _key.ExportSubjectPublicKeyInfoPem();
        Assert.True(certificate.IsSignedBy(publicKey));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(certificate.IsSignedBy(other.ExportSubjectPublicKeyInfoPem()));
        Assert.All(
            (ErasureCertificate[])
            [
                certificate with { Tenant = "globex" }, certificate with { Scope = "user:bob" }, certificate with { IssuedAt = certificate.IssuedAt.AddTicks(1) }, certificate with { Tombstones = 0 },
                certificate with { Records = certificate.Records.RemoveAt(0) }, certificate with { Records = certificate.Records.SetItem(0, certificate.Records[0] with { Sequence = 99 }) },
                certificate with { Heads = certificate.Heads.RemoveAt(0) }, certificate with { Heads = certificate.Heads.SetItem(0, certificate.Heads[0] with { Link = new string('0', 32) }) },
                certificate with { SignedBy = "00" }, certificate with { Signature = "" }, certificate with { Signature = "AAAA" + certificate.Signature[4..] },
            ],
            changed => Assert.False(changed.IsSignedBy(publicKey)));
        await memory.LiftTombstonesAsync(erased.Records);
        Assert.Equal(0, (await memory.CertifyErasureAsync(erased.Records)).Tombstones);
    }

    [Fact]
    public async Task It_is_refused_for_what_was_forgotten_only_was_never_there_or_left_something_derived()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var said = await DerivationTests.SayAsync(cluster, "I moved to Quixotopia.");
        await memory.ForgetAsync(said.Id);
        Assert.Contains("still tells", (await RefusedAsync(memory, said.Id)).Message, StringComparison.Ordinal);
        Assert.Contains("was not erased", (await RefusedAsync(cluster.Memory.Scope("acme", "user:bob"), said.Id)).Message, StringComparison.Ordinal);
        await memory.EraseRecordsAsync([said.Id]);
        await memory.CertifyErasureAsync([said.Id]);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.CertifyErasureAsync([]));
        await using var keyless = await MemoryCluster.StartAsync();
        Assert.Equal("key", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await keyless.Memory.Scope(Ann).CertifyErasureAsync([said.Id]))).Field);
    }

    [Fact]
    public async Task It_is_refused_while_any_operation_tells_of_what_was_erased()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var (said, other) = (await memory.RememberAsync("Yes."), await memory.RememberAsync("Ann likes tea."));
        await memory.ForgetAsync(said.Id, "It was about Quixotopia.");
        var left = (await memory.Audit.ReadAsync(MemoryType.Episodic).ToListAsync())[^1];
        await memory.EraseRecordsAsync([said.Id]);
        await CertifyAsync(null);
        foreach (var tells in new[] { left.Operation, left.Operation with { Target = other.Id, LinkedTo = said.Id } })
            Assert.Contains("still tells", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await CertifyAsync(left with { Operation = tells }))).Message, StringComparison.Ordinal);
        await CertifyAsync(left with { Operation = left.Operation with { Target = other.Id } });

        async Task CertifyAsync(AuditEntry? entry) => await ErasureCertifier.CertifyAsync(
            Ann, new Leftover(memory.Audit, entry), [said.Id], new CubeOptions { SigningKey = _key.ExportPkcs8PrivateKeyPem() }, TimeProvider.System, default);
    }

    private static async Task<InvalidMemoryException> RefusedAsync(IScopedMemory memory, MemoryId id) =>
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.CertifyErasureAsync([id]));

    private async Task<MemoryCluster> StartAsync()
    {
        var cluster = await MemoryCluster.StartAsync(derives: true);
        cluster.Silos.Client.ServiceProvider.GetRequiredService<IOptions<CubeOptions>>().Value.SigningKey = _key.ExportPkcs8PrivateKeyPem();
        return cluster;
    }

    /// <summary>A history with something in it that an erasure left, as a fault would.</summary>
    private sealed class Leftover(IMemoryAudit audit, AuditEntry? entry) : IMemoryAudit
    {
        public IAsyncEnumerable<AuditEntry> ReadAsync(MemoryType type, long afterSequence = 0, CancellationToken cancellationToken = default)
        {
            var read = audit.ReadAsync(type, afterSequence, cancellationToken);
            return entry is null || type != MemoryType.Episodic ? read : read.Append(entry);
        }

        public ValueTask<AuditReport> VerifyAsync(IReadOnlyCollection<AuditHead>? kept = null, CancellationToken cancellationToken = default) => audit.VerifyAsync(kept, cancellationToken);
    }
}
