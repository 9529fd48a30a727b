using System.Collections.Immutable;
using Xunit;

namespace AgentGrains.Conformance;

/// <summary>
/// What any <see cref="IVectorStore"/> must do. Derive a public class, say how the store opens, and run the inherited tests. Tenants are made
/// anew for every test, so a server that others use is left as it was.
/// </summary>
public abstract partial class VectorStoreConformance : IAsyncLifetime
{
    protected const string Model = "model/1";
    protected const int Dimension = 24;

    private readonly List<string> _tenants = [];

    protected IVectorStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract ValueTask<IVectorStore> OpenAsync();

    protected abstract ValueTask CloseAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var tenant in _tenants)
            await Store.DeleteTenantAsync(tenant, CancellationToken.None);
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected string NewTenant()
    {
        _tenants.Add($"t{Guid.NewGuid():N}");
        return _tenants[^1];
    }

    protected VectorOwner NewOwner() => new(Scope.User(NewTenant(), "ann"), MemoryType.Semantic);

    protected static MemoryId Id(int number, MemoryType type = MemoryType.Semantic) =>
        MemoryId.Create(type, DateTimeOffset.UnixEpoch.AddMinutes(number), number, 0xABCDEF);

    protected static float[] Vector(int seed, int dimension = Dimension)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    protected static VectorPoint[] Points(int first, int count, MemoryType type = MemoryType.Semantic) =>
        [.. Enumerable.Range(first, count).Select(number => new VectorPoint(Id(number, type), number, Vector(number)))];

    protected static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (dot, one, other) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
            (dot, one, other) = (dot + (double)left[i] * right[i], one + (double)left[i] * left[i], other + (double)right[i] * right[i]);
        return dot / Math.Sqrt(one * other);
    }

    protected ValueTask<ImmutableArray<VectorHit>> FindAsync(VectorOwner owner, ReadOnlyMemory<float> vector, int limit = 1_000, string model = Model) =>
        Store.SearchAsync(owner, model, vector, limit, Cancellation);
}
