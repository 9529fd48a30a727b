using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using AgentGrains.Inference.Cascade;
using Microsoft.Extensions.AI;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>A cascade from a cheap model to a strong one, on queries that leave out and reorder words of a text: what it saves and what it loses.</summary>
internal static class CascadeFigures
{
    private const int Documents = 2000;
    private const int Queries = 2000;
    private const int Counted = Queries / 2;   // the map learns in the first half

    public static async Task<JsonObject> MeasureAsync(IEmbeddingGenerator<string, Embedding<float>> draft, IEmbeddingGenerator<string, Embedding<float>> target)
    {
        var texts = new Sentences(77).Take(Documents);
        var corpus = (await target.GenerateAsync(texts)).Select(vector => vector.Vector.ToArray()).ToArray();
        var calls = new Counting(target);
        var cascade = new EmbeddingCascade(draft, calls, new CascadeOptions { PeakPerSecond = 100_000 }, TimeProvider.System);
        var random = new Random(5);
        var (hits, hitsAlone, agreement, callsBefore) = (0, 0, 0.0, 0);
        for (var n = 0; n < Queries; n++)
        {
            if (n == Queries - Counted)
                callsBefore = calls.Calls;
            var document = random.Next(Documents);
            var words = texts[document].Split(' ').Skip(2).Where(_ => random.NextDouble() < 0.7).OrderBy(_ => random.Next()).ToArray();
            var query = words.Length == 0 ? texts[document] : string.Join(' ', words);
            var found = (await cascade.SearchAsync(query, vector => ValueTask.FromResult(Search(vector, 10)), static found => found, default)).Found;
            if (n < Queries - Counted)
                continue;
            var alone = Search((await target.GenerateAsync([query]))[0].Vector.ToArray(), 10);
            hits += found.Contains(document) ? 1 : 0;
            hitsAlone += alone.Contains(document) ? 1 : 0;
            agreement += found.Intersect(alone).Count() / 10.0;
        }

        return new JsonObject
        {
            ["agreement"] = Figures.Round(agreement / Counted),
            ["savedCalls"] = Figures.Round(1 - (calls.Calls - callsBefore) / (double)Counted),
            ["recallAt10"] = Figures.Round(hits / (double)Counted),
            ["targetRecallAt10"] = Figures.Round(hitsAlone / (double)Counted),
        };

        IReadOnlyList<int> Search(float[] vector, int k)
        {
            var best = new PriorityQueue<int, float>();
            for (var i = 0; i < corpus.Length; i++)
            {
                best.Enqueue(i, TensorPrimitives.Dot<float>(corpus[i], vector));
                if (best.Count > k)
                    best.Dequeue();
            }

            var found = new int[best.Count];
            for (var i = found.Length - 1; i >= 0; i--)
                found[i] = best.Dequeue();
            return found;
        }
    }

    private sealed class Counting(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        public int Calls { get; private set; }

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return base.GenerateAsync(values, options, cancellationToken);
        }
    }
}
