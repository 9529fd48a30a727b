using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Memory;

/// <summary>A vector that cannot be compared costs its record the dense channel and nothing else, also when it stands in a journal.</summary>
public sealed class UnusableVectorTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    public static readonly TheoryData<string, StoredVector> Unusable = new()
    {
        { "its scale underflowed", new StoredVector("m", 2, 8, 0, [127, 3]) },
        { "its scale overflows", new StoredVector("m", 2, 8, float.MaxValue, [127, 3]) },
        { "its scale is no number", new StoredVector("m", 2, 8, float.NaN, [127, 3]) },
        { "it is all zero", new StoredVector("m", 2, 8, 1, [0, 0]) },
        { "its bytes are too few", new StoredVector("m", 2, 8, 1, [127]) },
        { "its width is unknown", new StoredVector("m", 2, 5, 1, [127, 1]) },
        { "its codes are too many", new StoredVector("m", 2, 4, 1, [1, 2]) },
        { "its codes have no scale", new StoredVector("m", 2, 4, 0, [1]) },
        { "its dimension is below zero", new StoredVector("m", -2, 8, 1, [127, 3]) },
        { "its model has another dimension", new StoredVector("m", 3, 8, 1, [127, 3, 1]) },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_journaled_vector_that_is_unusable_is_left_out_of_the_index_and_recall_goes_on(string why, StoredVector vector)
    {
        var image = Image("the oleander flowers", "the parcel came");
        Embed(image, 0, new StoredVector("m", 2, 8, 1, [127, 3]));
        Embed(image, 1, new StoredVector("m", 2, 8, 1, [3, 127]));
        Embed(image, 1, vector);

        Assert.Equal("the parcel came", image.Search(new MemorySearch { Query = "parcel" }, Records.Monday).Hits[0].Record.Text);
        var dense = image.Search(new MemorySearch { Query = "unheard", Vector = [1, 0], VectorModel = "m" }, Records.Monday);
        Assert.True(dense.Hits is [{ Record.Text: "the oleander flowers" }], why);
    }

    [Fact]
    public void A_vector_too_small_or_too_large_to_be_stored_is_refused_before_it_is_stored()
    {
        Assert.Throws<InvalidMemoryException>(() => VectorCodec.Quantize([float.Epsilon, 0], "m"));
        Assert.Throws<InvalidMemoryException>(() => VectorCodec.Quantize([float.MaxValue, 0], "m"));
        foreach (var largest in new[] { 1e-30f, 1f, 1e30f })
        {
            var stored = VectorCodec.Quantize([largest, largest / 3], "m");
            var back = new float[2];
            VectorCodec.Dequantize(stored, back);
            Assert.Equal(1, back[0] / largest, 1e-5);
        }
    }

    private static MemoryImage Image(params string[] texts)
    {
        var image = new MemoryImage(Ann, MemoryType.Episodic);
        foreach (var text in texts)
        {
            foreach (var operation in image.State.Decide([new MemoryDraft { Text = text }], Records.Monday, new MemoryOptions()).Operations)
                image.Apply(operation);
        }

        return image;
    }

    private static void Embed(MemoryImage image, int ordinal, StoredVector vector)
    {
        foreach (var operation in image.State.DecideEmbed([(image.State[ordinal]!.Id, vector)], Records.Monday))
            image.Apply(operation);
    }
}
