using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>Writes the few parts of ONNX (protocol buffers) that an encoder needs.</summary>
internal sealed class OnnxWriter
{
    private readonly MemoryStream[] _parts = [new(), new(), new(), new()];   // nodes, constants, inputs, outputs
    private int _names;

    private enum Wire
    {
        Number = 0,
        Bytes = 2,
        Fixed32 = 5,
    }

    /// <summary>Adds a node with one output and returns its name.</summary>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    public string[] Nodes(string type, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var made = Enumerable.Range(0, outputs).Select(_ => $"v{_names++}").ToArray();
        Add(type, inputs, made, attributes);
        return made;
    }

    /// <summary>Gives a value the name of an output.</summary>
    public void Output(string name, string value, params object[] shape)
    {
        Add("Identity", [value], [name], []);
        Message(_parts[3], 12, body => Value(body, name, 1, shape));
    }

    public string Input(string name, params object[] shape)
    {
        Message(_parts[2], 11, body => Value(body, name, 7, shape));
        return name;
    }

    public string Floats(float[] values, params long[] shape) => Constant(1, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public string Longs(params long[] values) => Constant(7, MemoryMarshal.AsBytes(values.AsSpan()), values.Length);

    public string Bytes(sbyte[] values, params long[] shape) => Constant(3, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public void Save(string path)
    {
        using var graph = new MemoryStream();
        _parts[0].WriteTo(graph);
        Text(graph, 2, "encoder");
        _parts[1].WriteTo(graph);
        _parts[2].WriteTo(graph);
        _parts[3].WriteTo(graph);
        using var file = File.Create(path);
        Number(file, 1, 8);   // format of 2022
        Text(file, 2, "agentgrains");
        Message(file, 8, opset => Number(opset, 2, 17));
        Bytes(file, 7, graph.GetBuffer().AsSpan(0, (int)graph.Length));
    }

    private void Add(string type, string[] inputs, string[] outputs, (string Name, object Value)[] attributes) => Message(_parts[0], 1, node =>
    {
        foreach (var input in inputs)
            Text(node, 1, input);
        foreach (var output in outputs)
            Text(node, 2, output);
        Text(node, 4, type);
        foreach (var (name, value) in attributes)
            Message(node, 5, body => Attribute(body, name, value));
    });

    private string Constant(int type, ReadOnlySpan<byte> data, params long[] shape)
    {
        var name = $"c{_names++}";
        using var tensor = new MemoryStream();
        foreach (var size in shape)
            Number(tensor, 1, size);
        Number(tensor, 2, type);
        Text(tensor, 8, name);
        Bytes(tensor, 9, data);
        Bytes(_parts[1], 5, tensor.GetBuffer().AsSpan(0, (int)tensor.Length));
        return name;
    }

    private static void Attribute(Stream body, string name, object value)
    {
        Text(body, 1, name);
        switch (value)
        {
            case int number:
                Number(body, 3, number);
                Number(body, 20, 2);
                break;
            case float number:
                Tag(body, 2, Wire.Fixed32);
                Span<byte> bits = stackalloc byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(bits, number);
                body.Write(bits);
                Number(body, 20, 1);
                break;
            case int[] numbers:
                foreach (var number in numbers)
                    Number(body, 8, number);
                Number(body, 20, 7);
                break;
            default:
                throw new ArgumentException($"An attribute cannot be a {value.GetType()}.", nameof(value));
        }
    }

    private static void Value(Stream body, string name, int type, object[] shape)
    {
        Text(body, 1, name);
        Message(body, 2, valueType => Message(valueType, 1, tensor =>
        {
            Number(tensor, 1, type);
            Message(tensor, 2, dimensions =>
            {
                foreach (var size in shape)
                {
                    Message(dimensions, 1, dimension =>
                    {
                        if (size is int number)
                            Number(dimension, 1, number);
                        else
                            Text(dimension, 2, (string)size);
                    });
                }
            });
        }));
    }

    private static void Message(Stream to, int field, Action<Stream> write)
    {
        using var body = new MemoryStream();
        write(body);
        Bytes(to, field, body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static void Text(Stream to, int field, string text) => Bytes(to, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(Stream to, int field, ReadOnlySpan<byte> bytes)
    {
        Tag(to, field, Wire.Bytes);
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Number(Stream to, int field, long number)
    {
        Tag(to, field, Wire.Number);
        Varint(to, (ulong)number);
    }

    private static void Tag(Stream to, int field, Wire wire) => Varint(to, (ulong)((field << 3) | (int)wire));

    private static void Varint(Stream to, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
            to.WriteByte((byte)(number | 0x80));
        to.WriteByte((byte)number);
    }
}
