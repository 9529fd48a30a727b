namespace AgentGrains.Engine.Memory;

/// <summary>A search's conditions on a record.</summary>
internal static class RecordFilter
{
    /// <summary>The conditions as one predicate; null when there are none.</summary>
    public static Func<MemoryRecord, bool>? Make(MemorySearch search)
    {
        var (kinds, filter) = (search.Kinds, search.Filter);
        var domains = search.Domains;
        if (kinds.IsDefaultOrEmpty && filter == RecallFilter.None && domains.IsDefaultOrEmpty)
            return null;
        return record =>
            (kinds.IsDefaultOrEmpty || kinds.Contains(record.Kind))
            && Domains.Match(record, domains)
            && (filter.Session is null || record.Provenance.Session == filter.Session)
            && (filter.Actor is null || record.Provenance.Actor == filter.Actor)
            && !(record.OccurredAt < filter.From)
            && !(record.OccurredAt >= filter.To)
            && (filter.Metadata.IsDefaultOrEmpty || filter.Metadata.All(wanted => record.Metadata.Contains(wanted)));
    }
}
