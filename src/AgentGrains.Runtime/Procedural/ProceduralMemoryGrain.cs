using System.Collections.Immutable;
using AgentGrains.Engine.Procedural;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Procedural;

/// <summary>Procedural memory: records like any other, and rules of its own for lessons and concepts.</summary>
[GrainType("procedural-memory")]
internal sealed class ProceduralMemoryGrain(MemoryServices services, ILogger<ProceduralMemoryGrain> logger)
    : MemoryGrain(MemoryType.Procedural, services, logger), IProceduralMemoryGrain
{
    public ValueTask<ImmutableArray<Lesson>> GetLessonsAsync(string role, CancellationToken cancellationToken) => new(LessonBook.Read(State, role));

    public async ValueTask<LessonRevision> ReviseLessonsAsync(string role, string key, ImmutableArray<LessonEdit> edits, CancellationToken cancellationToken)
    {
        var (unknown, dropped) = await ChangeAsync((state, now, limits, tenant) =>
        {
            var decision = LessonBook.Decide(state, role, key, edits, now, limits, tenant);
            return (decision.Operations, (decision.Unknown, decision.Dropped));
        });
        return new LessonRevision(LessonBook.Read(State, role), unknown, dropped);
    }

    public async ValueTask<ImmutableArray<Concept>> LearnAsync(ImmutableArray<Concept> concepts, CancellationToken cancellationToken) =>
        await ChangeAsync((state, now, limits, tenant) => ConceptBook.Decide(state, concepts, now, limits, tenant));
}
