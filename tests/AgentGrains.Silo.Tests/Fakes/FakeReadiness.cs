namespace AgentGrains.Silo.Tests;

internal sealed class FakeReadiness : IReadiness
{
    public string? WhyNot { get; set; }

    public string? Missing { get; set; }

    public ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => ValueTask.FromResult(WhyNot);

    public ValueTask<string?> WhatIsMissingAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Missing);
}
