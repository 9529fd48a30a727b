using AgentGrains.Engine.Codec;

namespace AgentGrains.Runtime.Journal;

/// <summary>What is redacted of a journal, named by places and never by what stands there: the head keeps it while that goes on.</summary>
internal static class RedactedPlaces
{
    /// <summary>Writes places, each with what is redacted of it; the owner of the journal says what the bits mean.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<long, int>> places)
    {
        var writer = new FieldWriter();
        foreach (var (sequence, parts) in places.OrderBy(place => place.Key))
        {
            writer.Number(1, (ulong)sequence);
            writer.Number(2, (ulong)parts);
        }

        return writer.Written.ToArray();
    }

    /// <summary>What is redacted of one place; 0 when nothing is.</summary>
    public static int At(ReadOnlyMemory<byte> places, long sequence)
    {
        var reader = new FieldReader(places.Span, new TextPool());
        var at = 0L;
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: at = (long)reader.Number(); break;
                case 2 when at == sequence: return reader.SmallNumber();
                default: reader.Skip(); break;
            }
        }

        return 0;
    }
}
