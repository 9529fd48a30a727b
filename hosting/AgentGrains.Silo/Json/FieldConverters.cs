using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Silo;

/// <summary>A field's value is not one that it takes; the message says which are. The serializer adds the path.</summary>
internal sealed class FieldValueException(string message) : JsonException(message);

/// <summary>Kinds by their lower-case names.</summary>
internal sealed class MemoryKindConverter : JsonConverter<MemoryKind>
{
    /// <summary>The names, in the order of their numbers.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<MemoryKind>().Select(name => name.ToLowerInvariant())];

    public override MemoryKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        for (var i = 0; i < Names.Count; i++)
        {
            if (text == Names[i])
                return (MemoryKind)i;
        }

        throw new FieldValueException($"That is not a kind of memory; the kinds are {string.Join(", ", Names)}.");
    }

    public override void Write(Utf8JsonWriter writer, MemoryKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Names[(int)value]);
}

/// <summary>Ids as <see cref="MemoryId.ToString()"/> writes them.</summary>
internal sealed class MemoryIdConverter : JsonConverter<MemoryId>
{
    public override MemoryId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && MemoryId.TryParse(reader.GetString(), null, out var id)
            ? id
            : throw new FieldValueException("That is not the id of a memory; a receipt or a recall has it.");

    public override void Write(Utf8JsonWriter writer, MemoryId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Times as <see cref="Timestamp"/> reads them.</summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Timestamp.TryParse(reader.GetString(), out var time)
            ? time
            : throw new FieldValueException(Timestamp.Remedy);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
