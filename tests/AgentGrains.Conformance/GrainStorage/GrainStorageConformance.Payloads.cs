using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(900 * 1024)]
    public async Task Bytes_come_back_as_written(int length)
    {
        var bytes = new byte[length];
        new Random(length + 1).NextBytes(bytes);
        var state = new ConformanceState { Text = "bytes", Number = length, Bytes = bytes };
        var grain = Grain(length.ToString(System.Globalization.CultureInfo.InvariantCulture));

        await InsertAsync(grain, state);

        await AssertStoredAsync(grain, state);
    }

    [Fact]
    public async Task All_byte_values_come_back()
    {
        var state = new ConformanceState { Bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)] };
        await InsertAsync(Grain(), state);
        await AssertStoredAsync(Grain(), state);
    }

    [Fact]
    public async Task Unicode_text_comes_back()
    {
        var state = new ConformanceState { Text = string.Join('|', UnicodeTexts) + "\0end" };
        await InsertAsync(Grain(), state);
        await AssertStoredAsync(Grain(), state);
    }

    [Fact]
    public async Task A_record_can_grow_and_shrink()
    {
        var state = await InsertAsync(Grain(), Sample(0));
        foreach (var length in (int[])[100_000, 10, 300_000, 0, 5000])
        {
            state.State = new ConformanceState { Number = length, Bytes = new byte[length] };
            await Storage.WriteStateAsync("state", Grain(), state, Cancellation);
            await AssertStoredAsync(Grain(), state.State, state.ETag);
        }
    }

    [Fact]
    public async Task What_is_stored_is_a_copy()
    {
        var bytes = new byte[] { 1, 2, 3 };
        await InsertAsync(Grain(), new ConformanceState { Bytes = bytes });

        bytes[0] = 99;
        (await ReadAsync(Grain())).State!.Bytes[1] = 99;

        await AssertStoredAsync(Grain(), new ConformanceState { Bytes = [1, 2, 3] });
    }
}
