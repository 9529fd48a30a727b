using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace AgentGrains.Tests.Inference.Cascade;

/// <summary>
/// Two models of one world: a text names a document's meaning and some noise; the strong model sees the meaning well, the cheap one less well and
/// from another angle, which can turn. No vector is a function of the other's alone.
/// </summary>
internal sealed class CascadeWorld(int seed)
{
    private const int Meaning = 24;

    private readonly float[][] _strong = Matrix(new Random(seed), 64, Meaning);
    private readonly float[][] _bend = Matrix(new Random(seed + 1), 64, Meaning);
    private float[][] _cheap = Matrix(new Random(seed + 2), 48, Meaning);

    public const int Documents = 2000;

    /// <summary>The documents, as the strong model sees them.</summary>
    public float[][] Corpus { get; private set; } = [];

    public CascadeWorld Build()
    {
        Corpus = [.. Enumerable.Range(0, Documents).Select(document => Strong($"{document} 0 0"))];
        return this;
    }

    /// <summary>A query about a document: no two are alike.</summary>
    /// <param name="document">The document.</param>
    /// <param name="number">Number of the query.</param>
    /// <param name="vagueness">How far it may be from the document; at 1 as far as documents are from their middle.</param>
    public static string Query(int document, int number, double vagueness = 0.3) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{document} {number + 1} {vagueness}");

    public void Turn(int by) => _cheap = Matrix(new Random(by), 48, Meaning);

    public IReadOnlyList<int> Search(float[] vector, int k) => [.. Corpus.Select((document, id) => (Score: TensorPrimitives.Dot<float>(document, vector), id)).OrderByDescending(hit => hit.Score).Take(k).Select(hit => hit.id)];

    public float[] Strong(string text)
    {
        var (meaning, noise) = Read(text, 0.02f, 64);
        return Unit([.. Enumerable.Range(0, 64).Select(i => TensorPrimitives.Dot<float>(_strong[i], meaning) + 0.3f * MathF.Tanh(TensorPrimitives.Dot<float>(_bend[i], meaning)) + noise[i])]);
    }

    public float[] Cheap(string text)
    {
        var (meaning, noise) = Read(text, 0.12f, 48);
        return Unit([.. Enumerable.Range(0, 48).Select(i => TensorPrimitives.Dot<float>(_cheap[i], meaning) + noise[i])]);
    }

    public static IEmbeddingGenerator<string, Embedding<float>> Model(Func<string, float[]> embed, Action? called = null) => new Generator(embed, called);

    private (float[] Meaning, float[] Noise) Read(string text, float noise, int size)
    {
        var parts = text.Split(' ');
        var document = new Random(seed * 7919 + int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
        var number = new Random(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) * 31 + size);
        var off = new Random(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        var spread = float.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        return ([.. Enumerable.Range(0, Meaning).Select(_ => Gauss(document) + spread * Gauss(off))], [.. Enumerable.Range(0, size).Select(_ => noise * MathF.Sqrt(Meaning) * Gauss(number))]);
    }

    private static float[][] Matrix(Random random, int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => Gauss(random)).ToArray())];

    private static float Gauss(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private sealed class Generator(Func<string, float[]> embed, Action? called) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            called?.Invoke();
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(embed(value)))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
