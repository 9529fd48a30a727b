using System.Numerics.Tensors;
using AgentGrains.Benchmarks.Locomo;

namespace AgentGrains.Benchmarks.Vectors;

/// <summary>Unit vectors behind one another, questions to them, and each question's true ten nearest.</summary>
/// <remarks>
/// Made ones have structure: 200 topics in a space whose axes carry ever less (1/sqrt(1+j)), each vector its topic plus scatter of the same
/// shape and a little noise on all axes, turned by a random orthogonal matrix so that no component is special. Questions are new draws, not rows.
/// </remarks>
internal sealed class VectorSet
{
    public const int Nearest = 10;
    private const int Topics = 200;

    private VectorSet(int dimension, float[] rows, float[][] questions)
    {
        (Dimension, Rows, Questions) = (dimension, rows, questions);
        Exact = [.. questions.Select(question => Best(Scores(question), Nearest))];
    }

    public int Dimension { get; }

    public int Count => Rows.Length / Dimension;

    public float[] Rows { get; }

    public float[][] Questions { get; }

    /// <summary>The true nearest rows of each question.</summary>
    public int[][] Exact { get; }

    public ReadOnlySpan<float> Row(int row) => Rows.AsSpan(row * Dimension, Dimension);

    public static VectorSet Make(int count, int dimension, int questions, int seed)
    {
        var random = new Random(seed);
        var axes = Axes(random, dimension);
        var topics = Enumerable.Range(0, Topics).Select(_ => Draw(random, dimension, 0.5)).ToArray();
        var rows = new float[count * dimension];
        for (var row = 0; row < count; row++)
            Vector().CopyTo(rows.AsSpan(row * dimension));
        return new VectorSet(dimension, rows, [.. Enumerable.Range(0, questions).Select(_ => Vector())]);

        float[] Vector()
        {
            var vector = Draw(random, dimension, 0.5);
            var noise = Draw(random, dimension, 0);
            var topic = topics[random.Next(Topics)];
            for (var i = 0; i < dimension; i++)
                vector[i] = topic[i] + 0.7f * vector[i] + 0.03f * noise[i];
            return Unit([.. axes.Select(axis => TensorPrimitives.Dot<float>(axis, vector))]);
        }
    }

    /// <summary>The turns and questions of LoCoMo under a model.</summary>
    public static async Task<VectorSet> ReadAsync(FileInfo data, string embedder)
    {
        var conversations = await LocomoData.ReadAsync(data);
        using var model = EmbedderChoice.Make(embedder);
        var rows = await EmbedAsync(conversations.SelectMany(conversation => conversation.Turns).Select(turn => turn.Text));
        var questions = await EmbedAsync(conversations.SelectMany(conversation => conversation.Questions).Select(question => question.Text));
        return new VectorSet(rows[0].Length, [.. rows.SelectMany(row => row)], [.. questions.Take(400)]);

        async Task<List<float[]>> EmbedAsync(IEnumerable<string> texts) =>
            [.. (await model.GenerateAsync(texts)).Select(made => made.Vector.ToArray()).Where(vector => vector.AsSpan().ContainsAnyExcept(0f)).Select(Unit)];
    }

    public float[] Scores(ReadOnlySpan<float> question)
    {
        var scores = new float[Count];
        for (var row = 0; row < scores.Length; row++)
            scores[row] = TensorPrimitives.Dot(question, Row(row));
        return scores;
    }

    /// <summary>The places of the highest scores; equal ones by place.</summary>
    public static int[] Best(float[] scores, int count)
    {
        var top = new AgentGrains.Engine.Fusion.TopHits();
        top.Clear(count);
        for (var row = 0; row < scores.Length; row++)
        {
            if (scores[row] >= top.Floor)
                top.Offer(scores[row], row);
        }

        return [.. top.Sorted().ToArray().Select(hit => hit.Ordinal)];
    }

    // Gram-Schmidt.
    private static float[][] Axes(Random random, int dimension)
    {
        var axes = new float[dimension][];
        for (var i = 0; i < dimension; i++)
        {
            axes[i] = Draw(random, dimension, 0);
            for (var j = 0; j < i; j++)
                TensorPrimitives.MultiplyAdd(axes[j], -TensorPrimitives.Dot<float>(axes[i], axes[j]), axes[i], axes[i]);
            Unit(axes[i]);
        }

        return axes;
    }

    private static float[] Draw(Random random, int dimension, double decline)
    {
        var drawn = new float[dimension];
        for (var i = 0; i < dimension; i++)
            drawn[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) * Math.Pow(1 + i, -decline));
        return drawn;
    }

    private static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
