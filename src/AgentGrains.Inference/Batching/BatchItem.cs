namespace AgentGrains.Inference.Batching;

/// <summary>One piece of work in a <see cref="BatchQueue"/>.</summary>
internal class BatchItem(string tenant, bool isBackground, int length, TimeSpan deadline)
{
    public string Tenant { get; } = tenant;

    /// <summary>Nobody waits for it in person: it gets a quarter of a question's share.</summary>
    public bool IsBackground { get; } = isBackground;

    /// <summary>Tokens, about.</summary>
    public int Length { get; } = Math.Max(1, length);

    /// <summary>When it is of no use any more.</summary>
    public TimeSpan Deadline { get; set; } = deadline;

    /// <summary>Set by the queue.</summary>
    public TimeSpan QueuedAt { get; set; }

    /// <summary>Its flow while it is queued or runs; null otherwise.</summary>
    public BatchFlow? Flow { get; set; }

    /// <summary>Its place by age; null once it runs.</summary>
    public LinkedListNode<BatchItem>? Age { get; set; }

    /// <summary>Its place among items of about its length.</summary>
    public LinkedListNode<BatchItem>? Alike { get; set; }
}

/// <summary>A batch that was taken from the queue and is running.</summary>
internal sealed class Batch(List<BatchItem> items, TimeSpan takenAt)
{
    public List<BatchItem> Items { get; } = items;

    public TimeSpan TakenAt { get; } = takenAt;

    /// <summary>Sum of the lengths.</summary>
    public int Tokens { get; } = items.Sum(item => item.Length);

    /// <summary>Tokens when each item is padded to the longest.</summary>
    public int PaddedTokens { get; } = items.Count * items.Max(item => item.Length);
}
