using System.Collections.Immutable;
using System.Reflection;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Memory.Joint;
using AgentGrains.Engine.Moves;
using AgentGrains.Runtime.Consolidation;
using AgentGrains.Runtime.Cubes;
using AgentGrains.Runtime.Debate;
using AgentGrains.Runtime.Derivation;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Moves;
using AgentGrains.Runtime.Outcomes;
using AgentGrains.Runtime.Tenants;

namespace AgentGrains.Benchmarks.Tenants;

/// <summary>Every method of every tenant's grain interface, found by reflection, with arguments that would be accepted.</summary>
internal static class GrainCalls
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static readonly Dictionary<Type, object?> Arguments = new()
    {
        [typeof(string)] = "user:ann",
        [typeof(int)] = 10,
        [typeof(bool)] = true,
        [typeof(long)] = 0L,
        [typeof(long?)] = null,
        [typeof(DateTimeOffset?)] = null,
        [typeof(CancellationToken)] = CancellationToken.None,
        [typeof(MemoryId)] = default(MemoryId),
        [typeof(ImmutableArray<MemoryDraft>)] = ImmutableArray.Create(new MemoryDraft { Text = "written by the wrong tenant" }),
        [typeof(ImmutableArray<EmbeddedRecord>)] = ImmutableArray<EmbeddedRecord>.Empty,
        [typeof(ImmutableArray<MemoryId>)] = ImmutableArray<MemoryId>.Empty,
        [typeof(ImmutableArray<byte>)] = ImmutableArray<byte>.Empty,
        [typeof(ImmutableArray<ConsolidationStep>)] = ImmutableArray<ConsolidationStep>.Empty,
        [typeof(GovernanceRules)] = GovernanceRules.None,
        [typeof(StagedView)] = new StagedView("c0", RunArm.Baseline),
        [typeof(ArmCounts)] = new ArmCounts(1, 0, 0, 0, 0),
        [typeof(ConsolidationCanary)] = ConsolidationCanary.None,
        [typeof(StageNote)] = new StageNote { Run = "c0", Phase = StagePhase.Closed },
        [typeof(ImmutableArray<Saying>)] = ImmutableArray<Saying>.Empty,
        [typeof(ImmutableArray<MemoryRecord>)] = ImmutableArray<MemoryRecord>.Empty,
        [typeof(ImmutableArray<ErasureSketch>)] = ImmutableArray<ErasureSketch>.Empty,
        [typeof(ChapterStart)] = new ChapterStart(0, 0, DateTimeOffset.UnixEpoch),
        [typeof(PartPlace)] = default(PartPlace),
        [typeof(ImmutableArray<int>)] = ImmutableArray<int>.Empty,
        [typeof(ImmutableArray<MemoryOperation>)] = ImmutableArray<MemoryOperation>.Empty,
        [typeof(ImmutableArray<RecordContent>)] = ImmutableArray<RecordContent>.Empty,
        [typeof(ConflictRule)] = ConflictRule.Skip,
        [typeof(FenceNote)] = new FenceNote { Move = "m0", Phase = MovePhase.Fenced, Elsewhere = "the wrong tenant's cluster" },
        [typeof(ImmutableArray<long>)] = ImmutableArray<long>.Empty,
        [typeof(MoveStretch)] = new MoveStretch("m0", Ann, MemoryType.Episodic, [], false),
        [typeof(MemorySearch)] = new MemorySearch { Query = "canary" },
        [typeof(RecallRequest)] = new RecallRequest { Query = "canary", Scopes = [Ann] },
        [typeof(ResolveRequest)] = new ResolveRequest { Scopes = [Ann], Fields = [new FormField { Name = "canary" }] },
        [typeof(RecallOutcome)] = new RecallOutcome { RecallId = Guid.Empty.ToString("N") },
        [typeof(ShownRecall)] = new ShownRecall { Id = Guid.Empty },
        [typeof(AgentProfile)] = new AgentProfile { Reads = [Ann], Writes = Ann },
        [typeof(ImmutableArray<KeyedUnit>)] = ImmutableArray<KeyedUnit>.Empty,
        [typeof(ImmutableArray<MemoryProposal>)] = ImmutableArray<MemoryProposal>.Empty,
        [typeof(MemoryProposal)] = new MemoryProposal { Kind = OperationKind.Add, Key = "note:1", Producer = new ProducerVersion("notes", 1), Draft = new MemoryDraft { Kind = MemoryKind.Note, Text = "written by the wrong tenant" } },
        [typeof(MemoryDraft)] = new MemoryDraft { Text = "written by the wrong tenant" },
        [typeof(GuardPolicy)] = new GuardPolicy(),
        [typeof(OperatorStanding)] = OperatorStanding.Blocked,
        [typeof(GuardEvent)] = new GuardEvent { Kind = GuardEventKind.Purged, Source = "chat", Memory = default(MemoryId) },
        [typeof(ImmutableArray<string>)] = ImmutableArray.Create("red"),
        [typeof(UInt128)] = UInt128.One,
        [typeof(LedgerEntry)] = new LedgerEntry(UInt128.One, "numbers", ["red"], []),
        [typeof(bool)] = true,
        [typeof(ImmutableArray<LessonEdit>)] = ImmutableArray.Create(LessonEdit.Add("written by the wrong tenant")),
        [typeof(ImmutableArray<Concept>)] = ImmutableArray.Create(new Concept { Name = "written by the wrong tenant" }),
        [typeof(ImmutableArray<Skill>)] = ImmutableArray.Create(new Skill("a", "written by the wrong tenant")),
        [typeof(SkillChoice)] = new SkillChoice(1, "a", [new Skill("a", "b")]),
        [typeof(double)] = 1.0,
        [typeof(SecretValue)] = new SecretValue("written by the wrong tenant"),
        [typeof(SecretGrant)] = new SecretGrant(Ann, "canary", "spy", "1.00"),
        [typeof(ResourceDraft)] = new ResourceDraft { Title = "written by the wrong tenant", Content = "x" },
        [typeof(AgentMessage)] = new AgentMessage("Where does the canary sing?"),
        [typeof(ImmutableArray<WorkingEdit>)] = ImmutableArray.Create(WorkingEdit.Open("a goal of the wrong tenant")),
        [typeof(TenantLimits)] = new TenantLimits(1, 1),
        [typeof(ReservationRequest)] = new ReservationRequest("user:ann", MemoryType.Episodic, 0, 0, 1, 1),
        [typeof(LeaseRequest)] = new LeaseRequest(1, 1, 0),
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
        if (type == typeof(IMemoryGrain) || type == typeof(IVectorSink) || type == typeof(ITurnSource) || type == typeof(IProposalSink)
            || type == typeof(IQuarantineSink) || type == typeof(IMemoryMaintenance) || type == typeof(IConsolidationSink) || type == typeof(IChapterConsolidation) || type == typeof(INoteSink) || type == typeof(IMemoryChapter) || type == typeof(ICubeSink) || type == typeof(IMoveSink) || type == typeof(IErasureSink))
            return grains.GetGrain(GrainId.Create("episodic-memory", $"{tenant}/user:ann")).Cast(type);
        if (type == typeof(ILateTurns))
            return grains.GetGrain<IDerivationGrain>($"{tenant}/user:ann").Cast(type);
        if (type == typeof(IGrowthListener) || type == typeof(IRunMonitor))
            return grains.GetGrain<IConsolidationGrain>($"{tenant}/user:ann").Cast(type);
        if (type == typeof(IQuoteHolder))
            return grains.GetGrain<IVaultGrain>($"{tenant}/user:ann").Cast(type);
        if (type == typeof(IRecallLog) || type == typeof(ITenantErased))
            return grains.GetGrain<IOutcomeGrain>(tenant).Cast(type);
        var key = type == typeof(ITenantGrain) || type == typeof(ITenantAllotments) || type == typeof(IRecallGrain) || type == typeof(IGuardGrain) || type == typeof(IGovernanceGrain)
            || type == typeof(IDebateLedgerGrain) || type == typeof(IDebateDirectoryGrain) || type == typeof(IAgentDirectoryGrain) || type == typeof(ITenantErasureGrain) || type == typeof(IOutcomeGrain) ? tenant
            : type == typeof(IAgentGrain) || type == typeof(IProfileQuotes) ? $"{tenant}/bot"
            : type == typeof(IWorkingMemoryGrain) ? $"{tenant}/user:ann/monday"
            : type == typeof(IResourceContentGrain) ? $"{tenant}/user:ann/1"
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
            case IAsyncEnumerable<AgentUpdate> updates:
                if (!await updates.AnyAsync())
                    throw new InvalidOperationException($"{method.Name} streamed nothing.");
                break;
            case { } call: await (Task)call.GetType().GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(call, null)!; break;
            default: throw new InvalidOperationException($"{method.Name} returns nothing to await.");
        }
    }
}
