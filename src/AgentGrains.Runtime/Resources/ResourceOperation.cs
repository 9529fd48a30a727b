using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Resources;

/// <summary>The only way a shelf changes.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Content">The id of the content: of <see cref="ResourceOperationKind.Begin"/>, <see cref="ResourceOperationKind.Place"/> and <see cref="ResourceOperationKind.Gone"/>.</param>
/// <param name="Info">The resource that is placed, linked or removed.</param>
internal readonly record struct ResourceOperation(ResourceOperationKind Kind, string Content, ResourceInfo? Info = null)
{
    private static readonly TextPool Pool = new();

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        writer.Number(1, (ulong)Kind);
        writer.Text(2, Content);
        if (Info is not { } info)
            return;
        writer.Text(3, info.Name);
        writer.Text(4, info.Title);
        writer.Text(5, info.MediaType);
        writer.Number(6, (ulong)info.Length);
        writer.Text(7, info.Digest);
        writer.Number(8, (ulong)info.Version);
        writer.Text(9, info.Record?.ToString());
        writer.Text(10, info.Summary);
    }

    public static ResourceOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var operation = new ResourceOperation(ResourceOperationKind.Begin, "");
        var info = new ResourceInfo("", "", "", 0, "", 0, null, null, "");
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: operation = operation with { Kind = (ResourceOperationKind)reader.Kind() }; break;
                case 2: operation = operation with { Content = reader.Text() }; break;
                case 3: info = info with { Name = reader.Text() }; break;
                case 4: info = info with { Title = reader.Text() }; break;
                case 5: info = info with { MediaType = reader.Text() }; break;
                case 6: info = info with { Length = (int)reader.Number() }; break;
                case 7: info = info with { Digest = reader.Text() }; break;
                case 8: info = info with { Version = (int)reader.Number() }; break;
                case 9: info = info with { Record = MemoryId.Parse(reader.Text(), null) }; break;
                case 10: info = info with { Summary = reader.Text() }; break;
                default: reader.Skip(); break;
            }
        }

        return info.Name.Length > 0 ? operation with { Info = info with { ContentId = operation.Content } } : operation;
    }
}

/// <summary>What is done on a shelf. The numbers are persisted.</summary>
internal enum ResourceOperationKind : byte
{
    /// <summary>A content may exist from now on.</summary>
    Begin = 0,

    /// <summary>A name has a content; the one that it had is to be erased.</summary>
    Place = 1,

    /// <summary>A record finds a resource.</summary>
    Link = 2,

    /// <summary>A name has no content any more; the one that it had is to be erased.</summary>
    Remove = 3,

    /// <summary>A content exists no more.</summary>
    Gone = 4,
}
