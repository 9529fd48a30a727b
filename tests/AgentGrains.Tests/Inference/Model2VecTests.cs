using AgentGrains.Inference.Embedding;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference;

/// <summary>Static embedding models: both file layouts, the tokenizer's rules, and files that are not what they should be.</summary>
public sealed class Model2VecTests : IDisposable
{
    private readonly ModelFiles _files = new();

    [Fact]
    public async Task All_layouts_give_the_same_vectors()
    {
        var expected = await EmbedAsync(_files.WriteQuantized(), "Cats, dog! Café");
        foreach (var (type, mapped) in new[] { ("F32", false), ("F16", false), ("F32", true) })
        {
            _files.WritePublic(type, mapped);
            var vector = await EmbedAsync(_files.Folder, "Cats, dog! Café");
            for (var i = 0; i < 3; i++)
                Assert.Equal(expected[i], vector[i], 1e-6);
        }
    }

    [Theory]
    [InlineData("cat", 0.6f, 0.8f, 0f)]
    [InlineData("CAT", 0.6f, 0.8f, 0f)]
    [InlineData("dogcat cat", 0.6f, 0.8f, 0f)]                 // what cannot be pieced together counts for nothing
    [InlineData("cafés", 0.447214f, 0.894427f, 0f)]            // accents go, the longest piece first
    [InlineData("cafe\u0301s", 0.447214f, 0.894427f, 0f)]
    [InlineData("dog!", 0f, 0f, 1f)]
    [InlineData("c\u200Bat \uD83D", 0.6f, 0.8f, 0f)]           // invisible characters and half an emoji
    [InlineData("", 0f, 0f, 0f)]
    [InlineData("zebra", 0f, 0f, 0f)]
    public async Task Texts_are_the_mean_of_their_tokens(string text, float x, float y, float z)
    {
        var vector = await EmbedAsync(_files.WriteQuantized(), text);
        Assert.Equal(x, vector[0], 1e-5);
        Assert.Equal(y, vector[1], 1e-5);
        Assert.Equal(z, vector[2], 1e-5);
    }

    [Fact]
    public async Task Without_normalize_the_mean_is_kept()
    {
        _files.WritePublic("F32", normalize: false);
        var vector = await EmbedAsync(_files.Folder, "cat dog");
        Assert.Equal([1.5f, 2f, 2.5f], vector);
    }

    [Fact]
    public void Words_have_vectors_when_their_pieces_do()
    {
        using var model = new Model2VecEmbeddingGenerator(_files.WriteQuantized());
        var vector = new float[model.Dimension];
        Assert.True(model.TryGet("cats", vector));
        Assert.Equal(1, Math.Sqrt(vector.Sum(component => component * component)), 1e-6);
        Assert.False(model.TryGet("zebra", vector));
    }

    [Fact]
    public void A_changed_file_is_another_model()
    {
        var before = Id(_files.WriteQuantized());
        var bytes = ModelFiles.Quantized();
        bytes[60]++;
        Assert.NotEqual(before, Id(_files.WriteQuantized(bytes)));
        Assert.StartsWith(Path.GetFileName(_files.Folder), before, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantised_file_cut_anywhere_is_refused()
    {
        var whole = ModelFiles.Quantized();
        for (var length = 0; length < whole.Length; length++)
            Refused(_files.WriteQuantized(whole[..length]));
        Refused(_files.WriteQuantized([.. whole, 0]));
        whole[11] = 0x7F;
        Refused(_files.WriteQuantized(whole));
    }

    [Fact]
    public void A_tensor_file_cut_anywhere_is_refused()
    {
        _files.WritePublic("F32", mapped: true);
        var whole = File.ReadAllBytes(Path.Combine(_files.Folder, "model.safetensors"));
        for (var length = 0; length < whole.Length; length += 3)
        {
            _files.Write("model.safetensors", whole[..length]);
            Refused(_files.Folder);
        }
    }

    [Fact]
    public void Models_of_another_kind_are_refused_by_name()
    {
        _files.WritePublic("F32", embeddings: "weight");
        Assert.Contains("'embeddings'", Refused(_files.Folder), StringComparison.Ordinal);
        _files.WritePublic("F32", tokenizer: "Unigram");
        Assert.Contains("Unigram", Refused(_files.Folder), StringComparison.Ordinal);
        _files.WritePublic("F32");
        _files.Write("tokenizer.json", "{}"u8.ToArray());
        Refused(_files.Folder);
        Assert.Throws<FileNotFoundException>(() => new Model2VecEmbeddingGenerator(Path.Combine(_files.Folder, "elsewhere")));
    }

    public void Dispose() => _files.Dispose();

    private static string Refused(string path) => Assert.Throws<InvalidDataException>(() => new Model2VecEmbeddingGenerator(path)).Message;

    private static string Id(string path)
    {
        using var model = new Model2VecEmbeddingGenerator(path);
        return ((EmbeddingGeneratorMetadata)model.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelId!;
    }

    private static async Task<float[]> EmbedAsync(string path, string text)
    {
        using var model = new Model2VecEmbeddingGenerator(path);
        return (await model.GenerateAsync([text], cancellationToken: TestContext.Current.CancellationToken))[0].Vector.ToArray();
    }
}
