using System.Diagnostics.Metrics;
using AgentGrains.Inference.Metrics;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>Reads the pool's own metrics while a measurement runs.</summary>
internal sealed class QueueTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _sizes = [];
    private long _tokens, _padding;

    public QueueTimes()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == InferenceMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (instrument == InferenceMetrics.QueueTime)
                Add(_milliseconds, value * 1000);
        });
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Add(_sizes, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument == InferenceMetrics.Tokens)
                Interlocked.Add(ref _tokens, value);
            else if (instrument == InferenceMetrics.Padding)
                Interlocked.Add(ref _padding, value);
        });
        _listener.Start();
    }

    public List<double> Milliseconds => _milliseconds;

    public double MeanBatch => _sizes.Count == 0 ? 0 : _sizes.Average();

    /// <summary>Share of what was run that was padding, by the pool's estimate of tokens.</summary>
    public double Padding => _tokens == 0 ? 0 : _padding / (double)(_tokens + _padding);

    public void Dispose() => _listener.Dispose();

    private void Add(List<double> values, double value)
    {
        lock (_gate)
            values.Add(value);
    }
}
