using System.Security.Cryptography;
using AgentGrains.Chaos.Silos;

namespace AgentGrains.Silo.Tests.Moves;

/// <summary>Two silo processes on SQLite, killed with SIGKILL amid the calls of one move while clients write.</summary>
public sealed class MoveKillTests : IDisposable
{
    private const int Filled = 400;
    private const string Ann = "v1/tenants/acme/scopes/user:ann", Bea = "v1/tenants/globex/scopes/user:bea";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_silo_killed_at_either_end_amid_a_move_loses_doubles_and_reorders_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "cubes.pem"), ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await using SiloProcess source = new(SiloProcess.Program, Settings("source")), target = new(SiloProcess.Program, Settings("target"));
        source.Launch();
        target.Launch();
        await source.ReadyAsync();
        await target.ReadyAsync();
        HttpTurns[] writers = [new("Cy", source, target, Ann, Bea), new("Di", source, target, Ann, Bea)];
        foreach (var first in Enumerable.Range(0, Filled).Chunk(50))
            await HttpTurns.PostAsync(source, Ann, [.. first.Select(n => ("Ann", n))]);
        var writing = writers.Select(writer => writer.RunAsync()).ToList();

        (SiloProcess Victim, string Call, int Number)[] kills =
        [
            (source, nameof(IMemoryMove.ReadAsync), 6),
            (target, nameof(IMemoryMove.TakeAsync), 8),
            (target, nameof(MovePhase.Receiving), 1),
            (source, nameof(MovePhase.Fenced), 1),
            (target, nameof(IMemoryMove.TakeAsync), 2),   // behind the fence
            (target, nameof(MovePhase.Open), 1),
        ];
        foreach (var (victim, call, number) in kills)
        {
            var killing = new KillingCalls(victim, call, number);
            using HttpClient here = Client(source), there = Client(target);
            await Record.ExceptionAsync(async () => await Mover(killing.Wrap(here, "acme", "user:ann"), killing.Wrap(there, "globex", "user:bea"), source, target).MoveAsync(TestContext.Current.CancellationToken));
            Assert.True(killing.Killed, $"The move ended before {call} {number}: the kill tests nothing.");
            await victim.StartAsync();
        }

        using (HttpClient here = Client(source), there = Client(target))
        {
            await Mover(new HttpMemoryMove(here, "acme", "user:ann"), new HttpMemoryMove(there, "globex", "user:bea"), source, target).MoveAsync(TestContext.Current.CancellationToken);
            foreach (var writer in writers)
                writer.End();
            await Task.WhenAll(writing);
            Assert.Equal(0, (await Mover(new HttpMemoryMove(here, "acme", "user:ann"), new HttpMemoryMove(there, "globex", "user:bea"), source, target).MoveAsync(TestContext.Current.CancellationToken)).Copied);
        }

        var records = await HttpTurns.ListAsync(target, Bea);
        Assert.Equal(records.Count, records.DistinctBy(record => record.Id).Count());
        Assert.Equal(Filled + writers.Sum(writer => writer.Written.Count), records.Count);
        Assert.Equal(Enumerable.Range(0, Filled), records.Where(record => record.Actor == "Ann").Select(record => record.Number));
        foreach (var writer in writers)
        {
            Assert.Equal(writer.Written, records.Where(record => record.Actor == writer.Name).Select(record => record.Id));
            Assert.InRange(writer.AtSource, 50, int.MaxValue);
        }

        foreach (var actor in new[] { "Cy", "Di" })
            Assert.Equal(records.First(record => record.Actor == actor).Id, (await HttpTurns.PostAsync(target, Bea, [(actor, 0)]))!.Single());   // its key came along
    }

    private Dictionary<string, string> Settings(string name) => new()
    {
        ["AgentGrains__DataDirectory"] = Path.Combine(_data.Path, name),
        ["AgentGrains__Cubes__SigningKey"] = Path.Combine(_data.Path, "cubes.pem"),
        ["AgentGrains__Cubes__ImportPage"] = "20",
        ["AgentGrains__Derivation__Enabled"] = "false",
    };

    private static HttpClient Client(SiloProcess silo) => new() { BaseAddress = silo.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(1) };

    private static ScopeMover Mover(IMemoryMove here, IMemoryMove there, SiloProcess source, SiloProcess target) =>
        new(here, there, $"{source.Http.BaseAddress}{Ann}", $"{target.Http.BaseAddress}{Bea}");
}
