namespace AgentGrains.Cluster.Tests.Storage;

public sealed class PostgreSqlGrainStorageConformanceTests(SharedServers servers) : ConfiguredGrainStorageConformance(servers, "PostgreSql");

public sealed class PostgreSqlReminderConformanceTests(SharedServers servers) : ConfiguredReminderConformance(servers, "PostgreSql");

public sealed class RedisGrainStorageConformanceTests(SharedServers servers) : ConfiguredGrainStorageConformance(servers, "Redis")
{
    protected override bool HonoursCancellation => false;
}

public sealed class RedisReminderConformanceTests(SharedServers servers) : ConfiguredReminderConformance(servers, "Redis");
