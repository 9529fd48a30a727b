using Xunit;

namespace AgentGrains.Tests.Architecture;

/// <summary>What travels between silos or is stored must keep its name when the code is renamed.</summary>
public sealed class WireTypeTests
{
    [Fact]
    public void Every_wire_type_has_an_alias_of_its_own()
    {
        var wire = typeof(MemoryRecord).Assembly.GetTypes().Concat(typeof(AgentGrains.Runtime.StorageNames).Assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).ToList();
        var aliases = wire.ConvertAll(type => (type, alias: type.GetCustomAttributes(typeof(AliasAttribute), inherit: false).Cast<AliasAttribute>().FirstOrDefault()?.Alias));

        Assert.True(wire.Count > 30, "The wire types were not found.");
        Assert.All(aliases, pair => Assert.True(pair.alias?.StartsWith("agentgrains.", StringComparison.Ordinal), $"{pair.type} needs an [Alias] that begins with agentgrains."));
        Assert.Empty(aliases.GroupBy(pair => pair.alias).Where(group => group.Count() > 1).Select(group => group.Key));
    }
}
