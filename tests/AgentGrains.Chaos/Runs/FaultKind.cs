namespace AgentGrains.Chaos.Runs;

/// <summary>What is done to a cluster.</summary>
internal enum FaultKind
{
    Kill,
    Freeze,
    Terminate,
    RestartStorage,
}

/// <summary>The order of faults, from a seed.</summary>
internal sealed class FaultPlan(ChaosOptions options)
{
    private const int StorageEvery = 5;
    private const double TerminateShare = 0.15;
    private readonly Random _random = new(options.Seed);
    private int _faults;

    public (FaultKind Kind, int Silo, bool InOrder) Next()
    {
        // Every kind comes early, so that a short run has them all.
        var share = _random.NextDouble();
        var kind = ++_faults switch
        {
            var n when options.RestartsStorage && n % StorageEvery == 3 => FaultKind.RestartStorage,
            1 when options.FreezeShare < 1 => FaultKind.Kill,
            2 when options.FreezeShare > 0 => FaultKind.Freeze,
            _ when share < options.FreezeShare => FaultKind.Freeze,
            _ when share < options.FreezeShare + TerminateShare => FaultKind.Terminate,
            _ => FaultKind.Kill,
        };
        return (kind, _random.Next(options.Silos), _faults / StorageEvery % 2 == 1);
    }

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + _random.NextDouble() * (most - least));
}
