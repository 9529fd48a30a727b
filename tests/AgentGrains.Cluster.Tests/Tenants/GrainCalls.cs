using System.Collections.Immutable;
using System.Reflection;
using AgentGrains.Runtime.Derivation;
using AgentGrains.Runtime.Memory;
using Xunit;

namespace AgentGrains.Cluster.Tests.Tenants;

/// <summary>Every method of every tenant's grain interface, found by reflection, with arguments that would be accepted.</summary>
internal static class GrainCalls
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static readonly Dictionary<Type, object?> Arguments = new()
    {
        [typeof(string)] = "user:ann",
        [typeof(int)] = 10,
        [typeof(long)] = 0L,
        [typeof(DateTimeOffset?)] = null,
        [typeof(CancellationToken)] = CancellationToken.None,
        [typeof(MemoryId)] = default(MemoryId),
        [typeof(ImmutableArray<MemoryDraft>)] = ImmutableArray.Create(new MemoryDraft { Text = "written by the wrong tenant" }),
        [typeof(ImmutableArray<EmbeddedRecord>)] = ImmutableArray<EmbeddedRecord>.Empty,
        [typeof(ImmutableArray<MemoryId>)] = ImmutableArray<MemoryId>.Empty,
        [typeof(MemorySearch)] = new MemorySearch { Query = "canary" },
        [typeof(RecallRequest)] = new RecallRequest { Query = "canary", Scopes = [Ann] },
        [typeof(ResolveRequest)] = new ResolveRequest { Scopes = [Ann], Fields = [new FormField { Name = "canary" }] },
        [typeof(AgentProfile)] = new AgentProfile { Reads = [Ann], Writes = Ann },
        [typeof(ImmutableArray<KeyedUnit>)] = ImmutableArray<KeyedUnit>.Empty,
        [typeof(ImmutableArray<MemoryProposal>)] = ImmutableArray<MemoryProposal>.Empty,
        [typeof(TenantLimits)] = new TenantLimits(1, 1),
        [typeof(DebateRequest)] = new DebateRequest { Task = new DebateTask("t", "numbers", "a problem"), Teams = ["red"] },
        [typeof(DebateStepCall)] = new DebateStepCall
        {
            Step = new DebateStep(DebateStepKind.Propose, 0, "red"),
            Task = new DebateTask("t", "numbers", "a problem"),
            View = new DebateView { Task = new DebateTask("t", "numbers", "a problem"), StepId = "propose/0/red" },
        },
    };

    /// <summary>Every call there is, as interface and method.</summary>
    public static IEnumerable<(Type Interface, MethodInfo Method)> All =>
        from assembly in new[] { typeof(ITenantOwned).Assembly, typeof(IVectorSink).Assembly }
        from type in assembly.GetTypes()
        where type.IsInterface && type != typeof(ITenantOwned) && typeof(ITenantOwned).IsAssignableFrom(type)
        from method in type.GetInterfaces().Append(type).SelectMany(part => part.GetMethods())
        select (type, method);

    /// <summary>The grain of a tenant's interface; <paramref name="tenant"/> begins its key.</summary>
    public static object Reference(IGrainFactory grains, Type type, string tenant)
    {
        if (type == typeof(IMemoryGrain) || type == typeof(IVectorSink) || type == typeof(ITurnSource) || type == typeof(IProposalSink) || type == typeof(IMemoryMaintenance))
            return grains.GetGrain(GrainId.Create("episodic-memory", $"{tenant}/user:ann")).Cast(type);
        var key = type == typeof(ITenantGrain) || type == typeof(IRecallGrain) ? tenant
            : type == typeof(IAgentGrain) ? $"{tenant}/bot"
            : type == typeof(IDebateGrain) ? $"{tenant}/debate"
            : type == typeof(IDebateTeamGrain) ? $"{tenant}/debate/red"
            : $"{tenant}/user:ann";
        return grains.GetGrain(type, key);
    }

    /// <summary>Calls a method.</summary>
    public static async Task InvokeAsync(object grain, MethodInfo method)
    {
        var arguments = method.GetParameters().Select(parameter => Arguments.TryGetValue(parameter.ParameterType, out var value)
            ? value
            : throw new InvalidOperationException($"{method.Name} takes a {parameter.ParameterType}: add an argument of it to {nameof(GrainCalls)}.")).ToArray();
        switch (method.Invoke(grain, arguments))
        {
            case ValueTask call: await call; break;
            case { } call: await (Task)call.GetType().GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(call, null)!; break;
            default: Assert.Fail($"{method.Name} returns nothing to await."); break;
        }
    }
}
