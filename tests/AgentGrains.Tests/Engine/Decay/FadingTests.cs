using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Decay;

/// <summary>A memory that fades and comes back, with a clock of its own.</summary>
public sealed class FadingTests
{
    private const int Dimension = 64;
    private static readonly ForgettingOptions Options = new() { UnitDays = 30 };
    private static readonly IReadOnlyDictionary<MemoryId, StoredVector> Nothing = new Dictionary<MemoryId, StoredVector>();
    private readonly MemoryImage _image = new(Scope.User("acme", "ann"), MemoryType.Episodic);
    private readonly List<MemoryOperation> _journal = [];
    private DateTimeOffset _now = Records.Monday;

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void Zones_write_the_stated_bits_and_an_access_restores_every_byte(int original)
    {
        var id = Remember("The oleander on the balcony needs water.");
        var vector = Embed(id, original);

        Assert.Equal((MemoryZone.Active, original, original), Standing(id));
        Pass(25);
        Assert.Equal((MemoryZone.Warm, 8, 8), Standing(id));
        Pass(40);
        Assert.Equal((MemoryZone.Cold, 4, 4), Standing(id));
        Assert.Equal(Dimension / 2, _image.State.Find(id)!.Vector!.Bytes.Length);
        Pass(100);
        Assert.Equal((MemoryZone.Archive, 0, 0), Standing(id));
        Assert.Empty(_image.State.Find(id)!.Vector!.Bytes);

        Reinforce(id);
        Assert.Equal((MemoryZone.Active, original, original), Standing(id));
        Assert.Equal(vector.Bytes.AsEnumerable(), _image.State.Find(id)!.Vector!.Bytes);
        Replays();
    }

    [Fact]
    public void What_is_archived_is_found_by_deep_searches_and_those_of_earlier_times_only()
    {
        var id = Remember("The oleander on the balcony needs water.");
        Remember("Parcels go to the bakery next door.", pinned: true);
        Pass(200);

        Assert.Equal(MemoryZone.Archive, _image.State.Find(id)!.Life.Zone);
        Assert.Equal(1, _image.Archived);
        Assert.DoesNotContain(id, Found("oleander"));
        Assert.Contains(id, Found("oleander", deep: true));
        Assert.DoesNotContain(id, Found("oleander"));
        Assert.Contains(id, Found("oleander", asOf: Records.Monday.AddDays(1)));
        Assert.NotNull(_image.State.Find(id));
        Assert.Contains(_image.State.Page(0, 10).Records, record => record.Id == id);

        Reinforce(id);
        Assert.Contains(id, Found("oleander"));
        Replays();
    }

    [Fact]
    public void Nothing_pinned_leaves_its_place_and_low_trust_leaves_first()
    {
        var pinned = Remember("Ann is allergic to nuts.", pinned: true);
        var usual = Remember("The tram was late.");
        Pass(25);
        Assert.Equal((MemoryZone.Active, MemoryZone.Warm), (_image.State.Find(pinned)!.Life.Zone, _image.State.Find(usual)!.Life.Zone));
        Pass(5_000);
        Assert.Equal((MemoryZone.Active, MemoryZone.Archive), (_image.State.Find(pinned)!.Life.Zone, _image.State.Find(usual)!.Life.Zone));
    }

    [Fact]
    public void A_plan_once_applied_finds_nothing_more()
    {
        for (var i = 0; i < 30; i++)
        {
            Remember($"Turn number {i}.");
            _now = _now.AddDays(7);
        }

        Assert.True(Retier() > 0);
        Assert.Equal(0, Retier());
        var zones = Enumerable.Range(0, 30).Select(i => _image.State[i]!.Life.Zone).ToArray();
        Assert.Equal(zones.OrderDescending(), zones);
        Assert.Equal(4, zones.Distinct().Count());
        Replays();
    }

    [Fact]
    public void A_use_counts_once_an_hour()
    {
        var id = Remember("The oleander on the balcony needs water.");
        Assert.Equal(1, Reinforce(id));
        _now = _now.AddMinutes(59);
        Assert.Equal(0, Reinforce(id));
        _now = _now.AddMinutes(1);
        Assert.Equal(1, Reinforce(id));
        Assert.Equal(2, _image.State.Find(id)!.Life.AccessCount);
        Assert.Equal(0, Reinforce(MemoryId.Create(MemoryType.Episodic, _now, 99, 1)));
        Replays();
    }

    [Fact]
    public void What_has_expired_is_seen_no_more_and_planned_to_be_forgotten()
    {
        var id = Remember("The code of the door is 4711.", expires: _now.AddHours(2));
        Remember("Parcels go to the bakery next door.");
        Assert.Contains(id, Found("door code"));

        _now = _now.AddHours(2);
        Assert.DoesNotContain(id, Found("door code"));
        Assert.DoesNotContain(id, Found("door code", deep: true));
        Assert.DoesNotContain(id, Found("door code", asOf: Records.Monday.AddHours(1)));
        Assert.DoesNotContain(_image.State.Page(0, 10, _now).Records, record => record.Id == id);
        Assert.Equal(0, Reinforce(id));
        Assert.Equal([id], DecayPlanner.Plan(_image.State, _now, Options).Expired);
        Replays();
    }

    [Fact]
    public void A_new_vector_of_an_archived_record_waits_in_the_journal()
    {
        var id = Remember("The oleander on the balcony needs water.");
        Embed(id, 8);
        Pass(400);
        var vector = Embed(id, 8, "another model");

        Assert.Equal((MemoryZone.Archive, 0, 0), Standing(id));
        Assert.Equal("another model", _image.State.Find(id)!.Vector!.Model);
        Reinforce(id);
        Assert.Equal(vector.Bytes.AsEnumerable(), _image.State.Find(id)!.Vector!.Bytes);
        Replays();
    }

    [Fact]
    public void Vectors_of_faded_records_take_less_memory()
    {
        for (var i = 0; i < 400; i++)
            Embed(Remember($"Turn number {i}."), 32, seed: i);
        var full = _image.VectorBytes;
        Pass(70);
        Assert.Equal(MemoryZone.Cold, _image.State[0]!.Life.Zone);
        Assert.True(_image.VectorBytes * 4 < full, $"{_image.VectorBytes} of {full} bytes");
    }

    private (MemoryZone Zone, int Stored, int Indexed) Standing(MemoryId id)
    {
        var ordinal = Enumerable.Range(0, _image.State.Versions).Last(at => _image.State[at]?.Id == id);
        return (_image.State[ordinal]!.Life.Zone, _image.State[ordinal]!.Vector!.Bits, _image.VectorBits(ordinal));
    }

    private MemoryId Remember(string text, bool pinned = false, DateTimeOffset? expires = null)
    {
        var decided = _image.State.Decide([new MemoryDraft { Text = text, Pinned = pinned, ExpiresAt = expires }], _now, new MemoryOptions());
        Apply(decided.Operations);
        return decided.Receipts[0].Id;
    }

    private StoredVector Embed(MemoryId id, int bits, string model = "m", int seed = 5)
    {
        var random = new Random(seed);
        var components = Enumerable.Range(0, Dimension).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var vector = bits == 32 ? VectorCodec.Keep(components, model) : VectorCodec.Quantize(components, model);
        Apply(_image.DecideEmbed([(id, vector)], _now));
        return vector;
    }

    private void Pass(double days)
    {
        _now = _now.AddDays(days);
        Retier();
    }

    private int Retier()
    {
        var plan = DecayPlanner.Plan(_image.State, _now, Options);
        Apply(_image.State.DecideRetier(plan.Changes, Nothing, _now));
        return plan.Changes.Length;
    }

    private int Reinforce(MemoryId id)
    {
        var useful = _image.State.Reinforceable([id], _now, Options);
        var originals = useful.Where(each => _image.State.OriginalVectorAt(each) > 0)
            .ToDictionary(each => each, each => _journal[(int)_image.State.OriginalVectorAt(each) - 1].Vector!);
        Apply(_image.State.DecideReinforce(useful, originals, _now));
        return useful.Length;
    }

    private IEnumerable<MemoryId> Found(string query, bool deep = false, DateTimeOffset? asOf = null) =>
        _image.Search(new MemorySearch { Query = query, Deep = deep, AsOf = asOf }, _now).Hits.Select(hit => hit.Record.Id);

    private void Apply(ImmutableArray<MemoryOperation> operations)
    {
        foreach (var operation in operations)
        {
            _journal.Add(operation);
            _image.Apply(operation);
        }
    }

    // Through bytes, as a journal would.
    private void Replays()
    {
        var again = new MemoryImage(_image.State.Scope, MemoryType.Episodic);
        var writer = new FieldWriter();
        foreach (var operation in _journal)
        {
            writer.Reset();
            OperationCodec.Write(writer, operation);
            again.Apply(OperationCodec.Read(writer.Written, operation.Sequence, new TextPool()));
        }

        Assert.Equal(Bytes(_image), Bytes(again));
        Assert.Equal((_image.Archived, _image.VectorBytes), (again.Archived, again.VectorBytes));
    }

    private static byte[] Bytes(MemoryImage image)
    {
        var writer = new FieldWriter();
        image.State.WriteTo(writer);
        return writer.Written.ToArray();
    }
}
