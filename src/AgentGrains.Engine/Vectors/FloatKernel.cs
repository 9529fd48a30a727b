using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentGrains.Engine.Vectors;

/// <summary>Dot products in single precision, added in one order on every machine: eight lanes, then the lanes from the first to the last.</summary>
internal static class FloatKernel
{
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right);
        var lanes = Vector256<float>.Zero;
        var at = 0;
        for (; at + 8 <= left.Length; at += 8)
            lanes += Vector256.LoadUnsafe(ref l, (nuint)at) * Vector256.LoadUnsafe(ref r, (nuint)at);
        var sum = 0f;
        for (var lane = 0; lane < 8; lane++)
            sum += lanes[lane];
        for (; at < left.Length; at++)
            sum += left[at] * right[at];
        return sum;
    }
}
