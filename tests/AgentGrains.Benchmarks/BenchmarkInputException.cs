namespace AgentGrains.Benchmarks;

/// <summary>An option or a data file is not usable; the message says what to do.</summary>
internal sealed class BenchmarkInputException(string message) : Exception(message);
