using Npgsql;
using NpgsqlTypes;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>What names a record. Grain ids are bytes and need not be text.</summary>
internal readonly record struct StateKey(string Service, string Provider, string StateName, GrainId GrainId)
{
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = Service });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = Provider });
        parameters.Add(Bytes(GrainId.Type.AsSpan().ToArray()));
        parameters.Add(Bytes(GrainId.Key.AsSpan().ToArray()));
        parameters.Add(Bytes(System.Text.Encoding.UTF8.GetBytes(StateName)));
    }

    /// <summary>One order for all writers, so that two transactions never wait for each other.</summary>
    public static int Compare(StateKey left, StateKey right)
    {
        var order = left.GrainId.Type.AsSpan().SequenceCompareTo(right.GrainId.Type.AsSpan());
        order = order != 0 ? order : left.GrainId.Key.AsSpan().SequenceCompareTo(right.GrainId.Key.AsSpan());
        order = order != 0 ? order : string.CompareOrdinal(left.StateName, right.StateName);
        return order != 0 ? order : string.CompareOrdinal(left.Provider, right.Provider);
    }

    public override string ToString() => $"state '{StateName}' of '{GrainId}' in provider '{Provider}'";

    private static NpgsqlParameter<byte[]> Bytes(byte[] bytes) => new() { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };
}
