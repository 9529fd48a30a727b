using System.Security.Cryptography;
using System.Text;
using AgentGrains.Cluster.Tests.Debate;
using AgentGrains.Cluster.Tests.Encryption;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Runtime.Erasure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>An erased tenant is in storage no more, whatever interrupts its erasure; other tenants keep every byte; a certificate says so after looking again.</summary>
public sealed class TenantErasureTests
{
    private const string Canary = "quixotopia";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_the_tenant_is_left_others_keep_every_byte_and_the_certificate_holds_for_nothing_but_what_it_says()
    {
        await using var cluster = await StartAsync();
        await FillAsync(cluster, "acme", "user:ann", "team:" + Canary);
        await FillAsync(cluster, "globex", "user:bob");
        var others = Of(cluster, "globex");
        string[] kinds =
        [
            "agent", "agent-directory", "debate", "debate-directory", "debate-ledger", "debate-team", "episodic-memory", "governance", "guard", "outcomes", "procedural-memory", "resource-content",
            "resource-shelf", "semantic-memory", "session-directory", "skill-bank", "tenant", "user-scope", "vault", "working-memory",
        ];
        Assert.Equal(kinds, Of(cluster, "acme").Keys.Select(key => key.Grain.Type.ToString()).Distinct().Order());
        var tenant = cluster.Memory.Tenant("acme");
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await tenant.CertifyErasureAsync(Token));

        var erased = await tenant.EraseAsync(cancellationToken: Token);
        Assert.Equal((3, 1, 1), (erased.Scopes, erased.Debates, erased.Agents));   // the debates' bank is a scope, too
        AssertErased(cluster, "acme");
        Assert.Equal(["tenant", "tenant-erasure"], Of(cluster, "acme").Keys.Select(key => key.Grain.Type.ToString()).Order());
        var after = Of(cluster, "globex");
        Assert.Equal(others.Count, after.Count);
        foreach (var (key, bytes) in others)
            Assert.True(bytes.AsSpan().SequenceEqual(after[key]), $"{key} has changed.");

        var certificate = await tenant.CertifyErasureAsync(Token);
        AssertHolds(certificate);
        Assert.True(certificate.Covers(ErasedKind.Scope, "user:ann") && certificate.Covers(ErasedKind.Debate, "canary") && certificate.Covers(ErasedKind.Agent, "helper"));
        Assert.False(certificate.Covers(ErasedKind.Scope, "user:bob") || certificate.Covers(ErasedKind.Agent, "user:ann"));

        // Closed until it is opened, then empty and as good as new; and erased again it has another certificate.
        var refused = await Assert.ThrowsAsync<WriteUncertainException>(async () => await Direct(cluster, "acme").RememberAsync([new MemoryDraft { Text = "hello" }], Token));
        Assert.Contains("ReopenAsync", refused.Message, StringComparison.Ordinal);
        Assert.Equal(erased, await tenant.EraseAsync(cancellationToken: Token));
        await tenant.ReopenAsync(Token);
        Assert.Contains("opened again", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await tenant.CertifyErasureAsync(Token))).Message, StringComparison.Ordinal);
        await cluster.Memory.Scope("acme", "user:ann").RememberAsync("hello again", cancellationToken: Token);
        Assert.Equal("hello again", Assert.Single(await cluster.Memory.Scope("acme", "user:ann").ListAsync(Token).ToListAsync(Token)).Text);
        Assert.Equal(1, (await tenant.EraseAsync(cancellationToken: Token)).Scopes);
        Assert.NotEqual(certificate.Salt, (await tenant.CertifyErasureAsync(Token)).Salt);
    }

    [Fact]
    public async Task With_the_key_destroyed_what_was_backed_up_cannot_be_read_either()
    {
        using var keys = new KeyFolder().Write("k1");
        var backup = new SharedStorage();
        await using (var cluster = await StartAsync(keys))
        {
            await FillAsync(cluster, "acme", "user:ann");
            await FillAsync(cluster, "globex", "user:bob");
            foreach (var (key, value) in cluster.Storage.Records)
                backup.Records[key] = value;
            Assert.True((await cluster.Memory.Tenant("acme").EraseAsync(destroysKey: true, Token)).DestroysKey);
            var certificate = await cluster.Memory.Tenant("acme").CertifyErasureAsync(Token);
            Assert.True(certificate is { IsKeyDestroyed: true, Erasure.DestroysKey: true });
            AssertHolds(certificate);
            AssertErased(cluster, "acme");
            Assert.NotEmpty(await cluster.Memory.Scope("globex", "user:bob").ListAsync(Token).ToListAsync(Token));
        }

        await using var restored = await MemoryCluster.StartAsync(storage: backup, configure: grains => grains.UseEncryption(keys.Configure));
        await Assert.ThrowsAsync<TenantKeyException>(async () => await restored.Memory.Scope("acme", "user:ann").ListAsync(Token).ToListAsync(Token));
        Assert.NotEmpty(await restored.Memory.Scope("globex", "user:bob").ListAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_live_reminder_ends_what_was_cut_short_though_nobody_asks()
    {
        await using var cluster = await StartAsync(silo: static host => host.UseInMemoryReminderService());
        await FillAsync(cluster, "acme", "user:ann");
        cluster.Storage.Faults.RefusesGrain = grain => IsOf("acme", grain) && grain.Type.ToString() == "vault";
        TenantContext.Set("acme");
        var grain = cluster.Grains.GetGrain<ITenantErasureGrain>("acme");
        await grain.BeginAsync(destroysKey: false);
        await UntilAsync(async () => (await grain.GetAsync())!.Fault is not null);
        var reminders = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
        Assert.Equal("erase", Assert.Single((await reminders.ReadRows(grain.GetGrainId())).Reminders).ReminderName);
        foreach (var id in Of(cluster, "acme").Keys.Select(key => key.Grain).Distinct())
            await cluster.Silos.DeactivateAsync(id);
        cluster.Storage.Faults.RefusesGrain = null;
        Assert.True(Holds(cluster, "acme"));

        // A minute is the shortest period that reminders have.
        await UntilAsync(() => Task.FromResult(Of(cluster, "acme").Count == 2), most: 5_000);
        await UntilAsync(async () => (await reminders.ReadRows(grain.GetGrainId())).Reminders.Count == 0);   // the tenant's own grain is the last
        AssertErased(cluster, "acme");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_crash_before_or_after_any_write_is_driven_on_by_the_reminder_to_the_same_end(bool before, bool destroysKey)
    {
        using var keys = new KeyFolder().Write("k1");
        await using var cluster = await StartAsync(destroysKey ? keys : null);
        for (var failAt = 1; ; failAt++)
        {
            Assert.True(failAt < 300, "It does not end.");
            var tenant = $"tenant{failAt}";
            await FillAsync(cluster, tenant, "user:ann");
            Assert.True(destroysKey || Holds(cluster, tenant));
            var writes = 0;
            cluster.Storage.Faults.RefusesGrain = grain =>
            {
                if (!IsOf(tenant, grain))
                    return false;
                writes++;
                if (writes == failAt && !before)
                    cluster.Storage.Faults.FailNextWrite(before: false);
                return before ? writes >= failAt : writes > failAt;
            };
            TenantContext.Set(tenant);
            var grain = cluster.Grains.GetGrain<ITenantErasureGrain>(tenant);
            try
            {
                await grain.BeginAsync(destroysKey);
                await UntilAsync(async () => writes >= failAt || (await grain.GetAsync())?.EndedAt is not null);
            }
            catch (WriteUncertainException)
            {
                // It could not begin, or not tell of it.
            }

            var wasHit = writes >= failAt;
            foreach (var id in Of(cluster, tenant).Keys.Select(key => key.Grain).Append(grain.GetGrainId()).Distinct())
                await cluster.Silos.DeactivateAsync(id);
            cluster.Storage.Faults.RefusesGrain = null;
            TenantContext.Set(tenant);
            await grain.AsReference<IRemindable>().ReceiveReminder("erase", default);
            if (await grain.GetAsync() is null)
                await grain.BeginAsync(destroysKey);   // nothing had begun
            await UntilAsync(async () => (await grain.GetAsync())!.EndedAt is not null, async () => $"Cut short at write {failAt}: {await grain.GetAsync()}");

            // A scope whose erasure was cut short also goes on by itself: its mark, which holds no word, may come and go once more.
            await UntilAsync(() => Task.FromResult(Of(cluster, tenant).Count == 2));
            AssertErased(cluster, tenant);
            var certificate = await cluster.Memory.Tenant(tenant).CertifyErasureAsync(Token);
            Assert.Equal(destroysKey, certificate.IsKeyDestroyed);
            Assert.True(certificate.Covers(ErasedKind.Scope, "user:ann") && certificate.Covers(ErasedKind.Debate, "canary") && certificate.Covers(ErasedKind.Agent, "helper"));
            if (wasHit)
                continue;
            Assert.True(failAt > 30, $"There were {failAt - 1} writes only.");
            return;
        }
    }

    private void AssertHolds(TenantErasureCertificate certificate)
    {
        var publicKey = _key.ExportSubjectPublicKeyInfoPem();
        Assert.True(certificate.IsSignedBy(publicKey));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(certificate.IsSignedBy(other.ExportSubjectPublicKeyInfoPem()));
        Assert.DoesNotContain("user:ann", certificate.Statement, StringComparison.Ordinal);
        Assert.All(
            (TenantErasureCertificate[])
            [
                certificate with { Erasure = certificate.Erasure with { Tenant = "globex" } }, certificate with { Erasure = certificate.Erasure with { Scopes = 9 } }, certificate with { IsKeyDestroyed = !certificate.IsKeyDestroyed },
                certificate with { Touched = certificate.Touched.RemoveAt(0) }, certificate with { Salt = new string('0', 32) }, certificate with { IssuedAt = certificate.IssuedAt.AddTicks(1) },
                certificate with { Signature = "" }, certificate with { Signature = "AAAA" + certificate.Signature[4..] },
            ],
            changed => Assert.False(changed.IsSignedBy(publicKey)));
    }

    private static async Task FillAsync(MemoryCluster cluster, string tenant, params string[] scopes)
    {
        foreach (var name in scopes)
        {
            var memory = cluster.Memory.Scope(tenant, name);
            foreach (var kind in new[] { MemoryKind.Turn, MemoryKind.Belief, MemoryKind.Lesson })
                await memory.RememberAsync([new MemoryDraft { Text = $"A {kind} of {Canary}.", Kind = kind }], Token);
            await memory.Working("monday").ApplyAsync([WorkingEdit.Open($"go to {Canary}")], Token);
            await memory.Vault.SetAsync("gate", "open sesame", $"the gate of {Canary}", Token);
            await memory.Resources.PutAsync("map", new ResourceDraft { Title = "A map", Content = $"All roads of {Canary}." }, Token);
            await memory.KnowHow.PublishSkillsAsync([new Skill("travel", $"Go to {Canary} by ship.")], cancellationToken: Token);
            var recall = await memory.RecallAsync(Canary, cancellationToken: Token);
            await memory.ReportOutcomeAsync(recall.RecallId!, [recall.Evidence[0].Record.Id], success: true, Token);
        }

        await cluster.Memory.Agent(tenant, "helper").ConfigureAsync(
            new AgentProfile { Persona = $"You are from {Canary}.", Reads = [Scope.Parse(tenant, scopes[0])], Writes = Scope.Parse(tenant, scopes[0]) }, Token);
        await cluster.Memory.Guard(tenant).SetStandingAsync("forum", OperatorStanding.Vouched, $"It is from {Canary}.", Token);
        await cluster.Memory.Tenant(tenant).SetRulesAsync(new GovernanceRules { Quarantine = [new QuarantineRule($"{Canary}*", null)] }, Canary, $"It is from {Canary}.", Token);
        await (await NumberDebates.Client(cluster).StartAsync(
            tenant, "canary", NumberDebates.Request(Canary) with { Bank = "team:bank" }, Token)).WaitAsync(Token);
    }

    private async Task<MemoryCluster> StartAsync(KeyFolder? keys = null, Action<ISiloBuilder>? silo = null)
    {
        var cluster = await MemoryCluster.StartAsync(
            learns: true, silo: silo, configure: grains =>
            {
                if (keys is not null)
                    grains.UseEncryption(keys.Configure);
                new NumberDebates().Configure()(grains);
                grains.ConfigureVault(vault => vault.Key = Convert.ToBase64String(new byte[32]));
            });
        cluster.Silos.Client.ServiceProvider.GetRequiredService<IOptions<CubeOptions>>().Value.SigningKey = _key.ExportPkcs8PrivateKeyPem();
        return cluster;
    }

    private static void AssertErased(MemoryCluster cluster, string tenant)
    {
        foreach (var text in new[] { Canary, "user:ann", "team:bank", "helper", "red" })
            Assert.DoesNotContain(Of(cluster, tenant), record => Encoding.UTF8.GetString(record.Value).Contains(text, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Of(cluster, tenant).Keys, key => key.Grain.Type.ToString() is not ("tenant" or "tenant-erasure"));
    }

    private static bool Holds(MemoryCluster cluster, string tenant) =>
        Of(cluster, tenant).Values.Any(bytes => Encoding.UTF8.GetString(bytes).Contains(Canary, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<(string State, GrainId Grain), byte[]> Of(MemoryCluster cluster, string tenant) =>
        cluster.Storage.Records.Where(record => IsOf(tenant, record.Key.Grain)).ToDictionary(record => record.Key, record => record.Value.Payload);

    private static bool IsOf(string tenant, GrainId grain) => grain.Key.ToString() is { } key && (key == tenant || key.StartsWith(tenant + "/", StringComparison.Ordinal));

    private static IEpisodicMemoryGrain Direct(MemoryCluster cluster, string tenant)
    {
        TenantContext.Set(tenant);
        return cluster.Grains.GetGrain<IEpisodicMemoryGrain>($"{tenant}/user:ann");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, Func<Task<string>>? stands = null, int most = 600)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < most, tries < most || stands is null ? "It does not come." : await stands());
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, Token);
        }
    }
}
