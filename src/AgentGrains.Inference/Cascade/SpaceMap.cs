using System.Numerics.Tensors;

namespace AgentGrains.Inference.Cascade;

/// <summary>
/// A linear map from one vector space to another, refitted with every pair: recursive least squares with forgetting (S. Haykin, Adaptive Filter
/// Theory): k = Px / (f + x'Px), W += k(y - W'x)', P = (P - k x'P) / f. Errors that suddenly grow open it again, so that a drift is learned at once.
/// </summary>
/// <remarks>Not thread-safe. A pair costs d² + d·t operations, a map d·t.</remarks>
internal sealed class SpaceMap
{
    private const double Ridge = 1e-2;
    private const double Widest = 1e4;      // of P: directions that are never seen must not grow without bound
    private const double Jump = 1.6;        // of the short-term error over the long-term one
    private const double Reopened = 10;

    private readonly int _from;
    private readonly int _to;
    private readonly double _memory;
    private readonly double[] _p;           // from × from
    private readonly double[] _w;           // from × to
    private readonly double[] _gain;
    private double _shortError;
    private double _longError;
    private int _sinceOpened;

    public SpaceMap(int from, int to, double memory)
    {
        (_from, _to, _memory) = (from + 1, to, memory);   // one more for a constant
        (_p, _w, _gain) = (new double[_from * _from], new double[_from * to], new double[_from]);
        Open(1 / Ridge);
    }

    /// <summary>Pairs it has seen.</summary>
    public int Pairs { get; private set; }

    /// <summary>How often a drift was noticed.</summary>
    public int Drifts { get; private set; }

    /// <summary>The image of a vector, of unit length.</summary>
    public float[] Map(ReadOnlySpan<float> vector)
    {
        var image = Predict(Extended(vector));
        var mapped = new float[_to];
        TensorPrimitives.ConvertTruncating<double, float>(image, mapped);
        var length = TensorPrimitives.Norm<float>(mapped);
        if (length > 0)
            TensorPrimitives.Divide(mapped, length, mapped);
        return mapped;
    }

    /// <summary>Learns from a pair.</summary>
    public void Observe(ReadOnlySpan<float> vector, ReadOnlySpan<float> image)
    {
        var x = Extended(vector);
        var error = new double[_to];
        TensorPrimitives.ConvertTruncating<float, double>(image, error);
        TensorPrimitives.Subtract(error, Predict(x), error);
        Watch(TensorPrimitives.Norm<double>(error));
        var spread = _memory;
        for (var i = 0; i < _from; i++)
        {
            _gain[i] = TensorPrimitives.Dot(_p.AsSpan(i * _from, _from), x);
            spread += _gain[i] * x[i];
        }

        for (var i = 0; i < _from; i++)
        {
            var gain = _gain[i] / spread;
            TensorPrimitives.MultiplyAdd(error, gain, _w.AsSpan(i * _to, _to), _w.AsSpan(i * _to, _to));
            // Symmetric, so that the row of x'P is the gain before it was divided.
            var row = _p.AsSpan(i * _from, _from);
            TensorPrimitives.MultiplyAdd(_gain, -gain, row, row);
            TensorPrimitives.Divide(row, _memory, row);
        }

        Pairs++;
        _sinceOpened++;
        if (Trace() > Widest * _from)
            Open(1 / Ridge);
    }

    private double[] Predict(double[] x)
    {
        var image = new double[_to];
        for (var i = 0; i < _from; i++)
        {
            if (x[i] != 0)
                TensorPrimitives.MultiplyAdd(_w.AsSpan(i * _to, _to), x[i], image, image);
        }

        return image;
    }

    private void Watch(double error)
    {
        _shortError = Pairs == 0 ? error : 0.85 * _shortError + 0.15 * error;
        _longError = Pairs == 0 ? error : 0.99 * _longError + 0.01 * error;
        if (_sinceOpened < 2 * _from || _shortError < Jump * _longError)
            return;
        Drifts++;
        Open(Reopened);
    }

    // What was learned stays the starting point; how sure it was is forgotten.
    private void Open(double width)
    {
        Array.Clear(_p);
        for (var i = 0; i < _from; i++)
            _p[i * _from + i] = width;
        _sinceOpened = 0;
        _longError = _shortError;
    }

    private double Trace()
    {
        var trace = 0.0;
        for (var i = 0; i < _from; i++)
            trace += _p[i * _from + i];
        return trace;
    }

    private double[] Extended(ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, _from - 1);
        var x = new double[_from];
        TensorPrimitives.ConvertTruncating<float, double>(vector, x.AsSpan(0, vector.Length));
        x[^1] = 0.1;
        return x;
    }
}
