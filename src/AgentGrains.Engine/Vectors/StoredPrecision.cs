using System.Runtime.InteropServices;
using AgentGrains.Engine.Decay;

namespace AgentGrains.Engine.Vectors;

/// <summary>Takes a stored vector down to the precision of a zone. Replay does this again: it must for ever give the same bytes.</summary>
internal static class StoredPrecision
{
    /// <summary>The vector at the zone's precision, itself when it has no more; one that is unusable is left as it is.</summary>
    public static StoredVector? Reduce(StoredVector? vector, MemoryZone zone)
    {
        var bits = Zones.Bits(zone);
        if (vector is null || vector.Dimension == 0 || vector.Bits <= bits)
            return vector;
        if (bits == 0)
            return new StoredVector(vector.Model, vector.Dimension, 0, 0, []);
        try
        {
            var components = new float[vector.Dimension];
            VectorCodec.Dequantize(vector, components);
            return bits == 8 ? VectorCodec.Quantize(components, vector.Model) : FourBits(components, vector.Model);
        }
        catch (InvalidMemoryException)
        {
            return vector;
        }
    }

    private static StoredVector FourBits(float[] components, string model)
    {
        RandomTurn.Of(components.Length).Apply(components);
        var codes = new byte[components.Length];
        _ = PackedCodec.Quantize(components, codes);
        var bytes = new byte[(codes.Length + 1) / 2];
        for (var i = 0; i < codes.Length; i++)
            bytes[i / 2] |= (byte)(codes[i] << (i % 2 * 4));
        return new StoredVector(model, components.Length, 4, PackedCodec.Factor(components, codes), ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }
}
