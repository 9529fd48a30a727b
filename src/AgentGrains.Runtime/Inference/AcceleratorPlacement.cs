using AgentGrains.Inference.Batching;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace AgentGrains.Runtime.Inference;

/// <summary>Places a grain on the silos with the wanted accelerator, or on any when there is none and it is not required.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AcceleratorPlacementAttribute() : PlacementFilterAttribute(new AcceleratorPlacement());

/// <summary>See <see cref="AcceleratorPlacementAttribute"/>.</summary>
internal sealed class AcceleratorPlacement(int order) : PlacementFilterStrategy(order)
{
    public AcceleratorPlacement()
        : this(order: 0)
    {
    }
}

/// <summary>Filters silos by what their metadata says of accelerators.</summary>
internal sealed class AcceleratorPlacementDirector(Accelerators accelerators) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        accelerators.Choose(silos);
}

/// <summary>Which silos do the work: those whose metadata value <c>accelerator</c> is the wanted one.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Accelerators(
    ILocalSiloDetails local, ISiloStatusOracle silos, IOptions<InferencePoolOptions> options, TimeProvider clock, ISiloMetadataCache? metadata = null)
{
    /// <summary>The key in a silo's metadata.</summary>
    public const string Key = "accelerator";

    // Another silo's metadata comes a moment after its membership, so that no version of the membership settles it.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);

    private readonly InferencePoolOptions _options = options.Value;
    private long _checked;
    private Location _location = metadata is null && !options.Value.AcceleratorRequired ? Location.Here : Location.Unknown;

    /// <summary>Where work of this silo is done.</summary>
    public enum Location
    {
        Unknown,
        Here,
        Elsewhere,
        Nowhere,
    }

    /// <summary>Where work of this silo should be done now.</summary>
    public Location Now
    {
        get
        {
            if (metadata is null && _location != Location.Unknown)
                return _location;
            if (_location != Location.Unknown && clock.GetElapsedTime(Interlocked.Read(ref _checked)) < Fresh)
                return _location;
            var chosen = Choose(silos.GetApproximateSiloStatuses(onlyActive: true).Keys);
            _location = chosen.Contains(local.SiloAddress) ? Location.Here : chosen.Count > 0 ? Location.Elsewhere : Location.Nowhere;
            Interlocked.Exchange(ref _checked, clock.GetTimestamp());
            return _location;
        }
    }

    /// <summary>Those of some silos that do the work.</summary>
    public IReadOnlyCollection<SiloAddress> Choose(IEnumerable<SiloAddress> from)
    {
        var all = from.ToList();
        var wanted = all.FindAll(silo => Of(silo) == _options.Accelerator);
        return wanted.Count > 0 || _options.AcceleratorRequired ? wanted : all;
    }

    private string? Of(SiloAddress silo) => metadata?.GetSiloMetadata(silo)?.Metadata.GetValueOrDefault(Key);
}
