namespace AgentGrains.Engine.Tenants;

/// <summary>What a tenant's limits must keep.</summary>
public static class TenantLimitRules
{
    /// <summary>Most records or tokens that a limit can name.</summary>
    public const long MostRecords = 1_000_000_000_000;

    /// <summary>Most bytes that a limit can name: a pebibyte.</summary>
    public const long MostBytes = 1L << 50;

    /// <summary>Most calls per second that a limit can name.</summary>
    public const int MostRequests = 10_000_000;

    /// <summary>Checks limits.</summary>
    /// <exception cref="InvalidMemoryException">One is out of range.</exception>
    public static void Check(TenantLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Require("maxScopes", limits.MaxScopes, int.MaxValue);
        Require("maxRecordsPerMemory", limits.MaxRecordsPerMemory, int.MaxValue);
        Require("maxRecords", limits.MaxRecords, MostRecords);
        Require("maxBytes", limits.MaxBytes, MostBytes);
        Require("requestsPerSecond", limits.RequestsPerSecond, MostRequests);
        Require("inferenceTokensPerMinute", limits.InferenceTokensPerMinute, MostRecords);
    }

    private static void Require(string field, long? value, long most)
    {
        if (value < 1 || value > most)
            throw new InvalidMemoryException(field, $"The limit is {value:N0}; it must be from 1 to {most:N0}, or left out for none.");
    }
}
