using System.Collections.Immutable;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Cluster.Tests.Vectors;

/// <summary>The in-grain index, <see cref="DenseSpace"/>, as a store: exact, and gone with its process.</summary>
internal sealed class IndexVectorStore : IVectorStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Tenant, string Model), int> _dimensions = [];
    private readonly Dictionary<(VectorOwner Owner, string Model), Space> _spaces = [];
    private readonly Dictionary<(VectorOwner Owner, string Model, int Part), long> _cursors = [];

    public ValueTask UpsertAsync(VectorOwner owner, string model, IReadOnlyCollection<VectorPoint> points, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var point in points)
            {
                Require(owner, model, point.Vector.Length, true);
                Remove(owner, point.Id);
                if (!_spaces.TryGetValue((owner, model), out var space))
                    _spaces.Add((owner, model), space = new Space(model, point.Vector.Length));
                space.Set(point);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(VectorOwner owner, IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var id in ids)
                Remove(owner, id);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteMemoryAsync(VectorOwner owner, CancellationToken cancellationToken)
    {
        Clear(other => other == owner);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        Clear(owner => owner.Scope.Tenant == tenant);
        lock (_gate)
        {
            foreach (var key in _dimensions.Keys.Where(key => key.Tenant == tenant).ToList())
                _dimensions.Remove(key);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<VectorHit>> SearchAsync(VectorOwner owner, string model, ReadOnlyMemory<float> vector, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Require(owner, model, vector.Length, false);
            return new(_spaces.TryGetValue((owner, model), out var space) ? space.Search(vector.Span, limit) : []);
        }
    }

    public ValueTask<long> CountAsync(VectorOwner owner, string model, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_spaces.TryGetValue((owner, model), out var space) ? space.Count : 0);
    }

    public ValueTask<long?> ReadCursorAsync(VectorOwner owner, string model, int part, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_cursors.TryGetValue((owner, model, part), out var sequence) ? sequence : null);
    }

    public ValueTask WriteCursorAsync(VectorOwner owner, string model, int part, long sequence, CancellationToken cancellationToken)
    {
        lock (_gate)
            _cursors[(owner, model, part)] = sequence;
        return ValueTask.CompletedTask;
    }

    private void Require(VectorOwner owner, string model, int dimension, bool learns)
    {
        if (!_dimensions.TryGetValue((owner.Scope.Tenant, model), out var known) && learns)
            _dimensions.Add((owner.Scope.Tenant, model), known = dimension);
        if (known != 0 && known != dimension)
            throw new InvalidMemoryException("vector", $"Model '{model}' has {known} dimensions here; this vector has {dimension}. Give a changed model another id.");
    }

    private void Remove(VectorOwner owner, MemoryId id)
    {
        foreach (var space in _spaces.Where(pair => pair.Key.Owner == owner))
            space.Value.Remove(id);
    }

    private void Clear(Func<VectorOwner, bool> whose)
    {
        lock (_gate)
        {
            foreach (var key in _spaces.Keys.Where(key => whose(key.Owner)).ToList())
                _spaces.Remove(key);
            foreach (var key in _cursors.Keys.Where(key => whose(key.Owner)).ToList())
                _cursors.Remove(key);
        }
    }

    private sealed class Space(string model, int dimension)
    {
        private readonly DenseSpace _rows = new(model, dimension);
        private readonly Dictionary<MemoryId, int> _ordinals = [];
        private readonly List<(MemoryId Id, long Sequence)> _written = [];

        public int Count => _rows.Count;

        public void Set(VectorPoint point)
        {
            _ordinals[point.Id] = _written.Count;
            _rows.Set(_written.Count, VectorCodec.Keep(point.Vector.Span, model));
            _written.Add((point.Id, point.Sequence));
        }

        public void Remove(MemoryId id)
        {
            if (_ordinals.Remove(id, out var ordinal))
                _rows.Remove(ordinal);
        }

        public ImmutableArray<VectorHit> Search(ReadOnlySpan<float> vector, int limit)
        {
            var cosines = new float[_written.Count];
            _rows.Scan(vector, cosines);
            return
            [
                .. _ordinals.Values.OrderByDescending(ordinal => cosines[ordinal]).ThenBy(ordinal => ordinal).Take(limit)
                    .Select(ordinal => new VectorHit(_written[ordinal].Id, _written[ordinal].Sequence, cosines[ordinal])),
            ];
        }
    }
}
