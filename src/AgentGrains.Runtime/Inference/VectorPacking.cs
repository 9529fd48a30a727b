using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AgentGrains.Runtime.Inference;

/// <summary>Vectors as they travel between silos.</summary>
internal static class VectorPacking
{
    public static PooledVectors Pack(float[][] vectors)
    {
        var dimension = vectors.Length == 0 ? 0 : vectors[0].Length;
        var bytes = new byte[vectors.Length * dimension * sizeof(float)];
        for (var i = 0; i < vectors.Length; i++)
        {
            var place = bytes.AsSpan(i * dimension * sizeof(float), dimension * sizeof(float));
            if (BitConverter.IsLittleEndian)
            {
                MemoryMarshal.AsBytes(vectors[i].AsSpan()).CopyTo(place);
                continue;
            }

            for (var j = 0; j < dimension; j++)
                BinaryPrimitives.WriteSingleLittleEndian(place[(j * sizeof(float))..], vectors[i][j]);
        }

        return new PooledVectors(dimension, bytes);
    }

    /// <exception cref="ModelOutputException">There are more or fewer than <paramref name="count"/>.</exception>
    public static float[][] Unpack(PooledVectors packed, int count)
    {
        var stride = packed.Dimension * sizeof(float);
        if (packed.Dimension < 0 || packed.Floats.Length != (long)count * stride)
            throw new ModelOutputException("embedding", $"{packed.Floats.Length:N0} bytes are not {count} vectors of {packed.Dimension} dimensions.");
        var vectors = new float[count][];
        for (var i = 0; i < count; i++)
        {
            vectors[i] = new float[packed.Dimension];
            for (var j = 0; j < packed.Dimension; j++)
                vectors[i][j] = BinaryPrimitives.ReadSingleLittleEndian(packed.Floats.AsSpan(i * stride + j * sizeof(float)));
        }

        return vectors;
    }
}
