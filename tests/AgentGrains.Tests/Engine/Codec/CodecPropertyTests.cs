using AgentGrains.Engine.Codec;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Engine.Codec;

/// <summary>What is written is read again; what was never written is refused as such; what is not known is passed over.</summary>
public sealed class CodecPropertyTests
{
    [Fact]
    public void Operations_survive_the_round_trip() => RandomOperations.Operation.Sample(operation =>
    {
        var bytes = Write(operation);
        var read = OperationCodec.Read(bytes, operation.Sequence, new TextPool());
        Assert.Equal(Readable(operation), Readable(read));
        Assert.Equal(bytes, Write(read));
    }, iter: 3_000);

    [Fact]
    public void Random_bytes_are_an_operation_or_a_format_error() =>
        Gen.Byte.Array[0, 200].Sample(bytes => IsReadOrRefused(bytes), iter: 50_000);

    [Fact]
    public void Damaged_operations_are_an_operation_or_a_format_error() =>
        Gen.Select(RandomOperations.Operation, Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 2]).Sample((operation, at, value, damage) =>
        {
            var bytes = Write(operation);
            at %= bytes.Length;
            IsReadOrRefused(damage switch
            {
                0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                1 => bytes[..at],
                _ => [.. bytes[..at], value, .. bytes[at..]],
            });
        }, iter: 20_000);

    [Fact]
    public void Fields_of_a_newer_writer_are_skipped() =>
        Gen.Select(RandomOperations.Operation, Gen.Int[100, int.MaxValue], Gen.Int[0, 4], Gen.Byte.Array[0, 40]).Sample((operation, field, type, payload) =>
        {
            var unknown = new FieldWriter();
            WriteUnknown(unknown, field, type, payload);
            byte[] known = Write(operation);
            byte[][] both = [[.. unknown.Written, .. known], [.. known, .. unknown.Written]];
            foreach (var bytes in both)
                Assert.Equal(known, Write(OperationCodec.Read(bytes, operation.Sequence, new TextPool())));
        }, iter: 3_000);

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(255)]
    public void An_id_of_no_memory_is_refused(byte type)
    {
        var writer = new FieldWriter();
        writer.Bytes(5, [type, .. new byte[16]]);
        Assert.Throws<FormatException>(() => OperationCodec.Read(writer.Written.ToArray(), 1, new TextPool()));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(260)]
    [InlineData(ulong.MaxValue)]
    public void A_kind_too_large_is_not_taken_for_another(ulong kind)
    {
        var writer = new FieldWriter();
        writer.Number(1, kind);
        Assert.Throws<FormatException>(() => OperationCodec.Read(writer.Written.ToArray(), 1, new TextPool()));
    }

    [Fact]
    public void A_field_number_too_large_is_not_taken_for_another()
    {
        var writer = new FieldWriter();
        writer.Varint((((1UL << 32) + 1) << 3) | (ulong)WireType.Varint);
        writer.Varint((ulong)OperationKind.Delete);
        Assert.Throws<FormatException>(() => OperationCodec.Read(writer.Written.ToArray(), 1, new TextPool()));
    }

    [Fact]
    public void A_shared_text_that_is_no_text_is_refused()
    {
        foreach (var length in new[] { 1, 127, 128, 129, 1000 })
        {
            var writer = new FieldWriter();
            writer.Bytes(9, [.. Enumerable.Repeat((byte)0xFF, length)]);
            Assert.Throws<FormatException>(() => OperationCodec.Read(writer.Written.ToArray(), 1, new TextPool()));
        }
    }

    private static void WriteUnknown(FieldWriter writer, int field, int type, byte[] payload)
    {
        field = Math.Min(field, int.MaxValue >> 3);
        switch (type)
        {
            case 0: writer.Number(field, (ulong)payload.Length, ulong.MaxValue); break;
            case 1: writer.Fixed64(field, (ulong)payload.Length); break;
            case 2: writer.Bytes(field, payload); break;
            case 3: writer.Real(field, payload.Length, -1); break;
            default:
                var start = writer.Begin(field);
                writer.Bytes(1, payload);
                writer.End(start);
                break;
        }
    }

    private static void IsReadOrRefused(byte[] bytes)
    {
        try
        {
            _ = OperationCodec.Read(bytes, 1, new TextPool()).Target.ToString();
        }
        catch (FormatException)
        {
            // What a reader says of bytes that are no operation.
        }
    }

    private static byte[] Write(MemoryOperation operation)
    {
        var writer = new FieldWriter();
        OperationCodec.Write(writer, operation);
        return writer.Written.ToArray();
    }

    // Records compare arrays by reference; JSON shows their contents.
    private static string Readable(MemoryOperation operation) => System.Text.Json.JsonSerializer.Serialize(operation, RandomOperations.Json);
}
