using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AgentGrains.Engine.Vectors;

/// <summary>Stores embeddings in 8 bits per component: component i is <c>(sbyte)Bytes[i] * Scale</c>.</summary>
/// <remarks>Thread-safe. The worst error of a component is half the scale, which is the largest component divided by 127.</remarks>
public static class VectorCodec
{
    /// <summary>Largest dimension accepted.</summary>
    public const int MaxDimension = 16_384;

    private const float Faintest = 1e-35f;   // a 127th of it is still a normal number
    private const float Loudest = 1e35f;     // 127 of its steps are still finite

    /// <summary>Quantises an embedding.</summary>
    /// <param name="vector">Finite, the largest component from 1e-35 to 1e35 so that its scale is a number, at most <see cref="MaxDimension"/> components.</param>
    /// <param name="model">Id of the model that made it.</param>
    /// <exception cref="InvalidMemoryException">The vector breaks one of these rules.</exception>
    public static StoredVector Quantize(ReadOnlySpan<float> vector, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        RequireValid(vector, model);
        if (!HasDirection(vector) || vector.ContainsAnyExceptInRange(-Loudest, Loudest))
            throw Invalid($"A vector of model '{model}' has no component from {Faintest} to {Loudest}, or one beyond. Have the model normalise its vectors.");
        var bytes = new byte[vector.Length];
        var scale = Quantize(vector, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan()));
        return new StoredVector(model, vector.Length, 8, scale, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    /// <summary>Stores an embedding as it is, in 32 bits per component.</summary>
    /// <param name="vector">Finite, at most <see cref="MaxDimension"/> components, one at least not zero.</param>
    /// <param name="model">Id of the model that made it.</param>
    /// <exception cref="InvalidMemoryException">The vector breaks one of these rules.</exception>
    public static StoredVector Keep(ReadOnlySpan<float> vector, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        RequireValid(vector, model);
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return new StoredVector(model, vector.Length, 32, 1, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    /// <summary>Whether a vector points anywhere: false when every component is zero or too small to be stored.</summary>
    public static bool HasDirection(ReadOnlySpan<float> vector) => vector.ContainsAnyExceptInRange(-Faintest, Faintest);

    /// <summary>Writes the components of a stored vector of 4, 8 or 32 bits.</summary>
    /// <param name="vector">The stored vector.</param>
    /// <param name="destination">At least <see cref="StoredVector.Dimension"/> long.</param>
    /// <exception cref="InvalidMemoryException">The vector's parts contradict each other or hold no usable numbers.</exception>
    public static void Dequantize(StoredVector vector, Span<float> destination)
    {
        RequireShape(vector);
        var bytes = vector.Bytes.AsSpan();
        for (var i = 0; i < vector.Dimension; i++)
        {
            destination[i] = vector.Bits switch
            {
                4 => PackedCodec.Level(bytes[i / 2] >> (i % 2 * 4) & 15) * vector.Scale,
                8 => (sbyte)bytes[i] * vector.Scale,
                _ => BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]),
            };
        }

        if (vector.Bits == 4)
            RandomTurn.Of(vector.Dimension).Undo(destination[..vector.Dimension]);
        RequireValid(destination[..vector.Dimension], vector.Model);
    }

    internal static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> destination)
    {
        var largest = 0f;
        foreach (var component in vector)
            largest = Math.Max(largest, Math.Abs(component));
        for (var i = 0; i < vector.Length; i++)
            destination[i] = (sbyte)Math.Round((double)vector[i] / largest * 127, MidpointRounding.ToEven);
        return largest / 127;
    }

    internal static void RequireShape(StoredVector vector)
    {
        if (vector.Bits is not (4 or 8 or 32))
            throw Invalid($"A vector of model '{vector.Model}' has {vector.Bits} bits per component; 4, 8 and 32 are supported.");
        if (vector.Dimension is < 1 or > MaxDimension || vector.Bytes.IsDefault || vector.Bytes.Length != (vector.Dimension * vector.Bits + 7) / 8)
            throw Invalid($"A vector of model '{vector.Model}' says it has {vector.Dimension} components; its bytes do not agree. Embed the record again.");
        if (vector.Bits != 32 && !(float.IsFinite(vector.Scale) && vector.Scale > 0))
            throw Invalid($"A vector of model '{vector.Model}' has scale {vector.Scale}; it must be finite and above zero.");
    }

    internal static void RequireValid(ReadOnlySpan<float> vector, string? model)
    {
        if (vector.Length is 0 or > MaxDimension)
            throw Invalid($"A vector of model '{model}' has {vector.Length} components; 1 to {MaxDimension} are supported.");
        var any = false;
        foreach (var component in vector)
        {
            if (!float.IsFinite(component))
                throw Invalid($"A vector of model '{model}' holds {component}. Check the model's output; nothing can be compared with it.");
            any |= component != 0;
        }

        if (!any)
            throw Invalid($"A vector of model '{model}' is all zero and has no direction. Leave the record without a vector instead.");
    }

    internal static InvalidMemoryException Invalid(string message) => new("vector", message);
}
