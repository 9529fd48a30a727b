using AgentGrains.Benchmarks.Locomo;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Learning;
using AgentGrains.Engine.Vectors;
using Microsoft.Extensions.AI;

namespace AgentGrains.Benchmarks.Weights;

/// <summary>One conversation's turns in an index of their own, every turn a candidate.</summary>
internal sealed class TurnIndex : IDisposable
{
    private readonly LocomoConversation _conversation;
    private readonly IEmbeddingGenerator<string, Embedding<float>>? _embedder;
    private readonly RecallIndex _index;
    private readonly string? _model;

    private TurnIndex(LocomoConversation conversation, string? embedder)
    {
        _conversation = conversation;
        _embedder = embedder is null or "none" ? null : EmbedderChoice.Make(embedder);
        _model = _embedder?.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId;
        _index = new RecallIndex(_embedder as IWordVectors, null, int.MaxValue);
        Weights = _embedder is IWordVectors ? RecallWeights.WithWordVectors : RecallWeights.Default;
    }

    public RecallWeights Weights { get; }

    public static async Task<TurnIndex> MakeAsync(LocomoConversation conversation, string? embedder)
    {
        var made = new TurnIndex(conversation, embedder);
        foreach (var turn in conversation.Turns)
        {
            var ordinal = made._index.Add(new MemoryRecord
            {
                Id = MemoryId.Create(MemoryType.Episodic, turn.At, made._index.Count, 1),
                Text = turn.Text,
                OccurredAt = turn.At,
                Provenance = new Provenance { Actor = turn.Speaker, Session = turn.Session },
            });
            if (await made.EmbedAsync(turn.Text) is { Length: > 0 } vector)
                made._index.SetVector(ordinal, VectorCodec.Quantize(vector, made._model!));
        }

        return made;
    }

    public async Task<List<LabelledQuestion>> ReadAsync()
    {
        var ordinals = _conversation.Turns.Select((turn, ordinal) => (turn.DialogId, ordinal)).ToDictionary(entry => entry.DialogId, entry => entry.ordinal);
        var read = new List<LabelledQuestion>();
        foreach (var question in _conversation.Questions.Where(question => question.Category <= 4 && question.Evidence.Count > 0))
        {
            var signals = _index.ReadSignals(new SearchQuery(question.Text, 10) { Vector = await EmbedAsync(question.Text), Model = _model });
            var at = signals.Ordinals.ToArray();
            var useful = question.Evidence.Select(dialog => Array.IndexOf(at, ordinals[dialog])).Where(position => position >= 0).Order().ToList();
            float[] features = [.. Signals.All.ToArray().SelectMany(signal => signals[signal].ToArray())];
            read.Add(new LabelledQuestion(
                _conversation.Id, question.Category, question.Evidence.Count, useful.Count == 0 ? null : new RankingExample(features, at.Length, useful)));
        }

        return read;
    }

    public void Dispose() => _embedder?.Dispose();

    private async Task<float[]?> EmbedAsync(string text)
    {
        if (_embedder is null)
            return null;
        var vector = (await _embedder.GenerateAsync([text]))[0].Vector.ToArray();
        return vector.AsSpan().ContainsAnyExcept(0f) ? vector : null;
    }
}
