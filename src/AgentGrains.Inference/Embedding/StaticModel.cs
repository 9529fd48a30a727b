namespace AgentGrains.Inference.Embedding;

/// <summary>A static embedding model as it is held in memory: one row of numbers per token.</summary>
/// <param name="Id">Names the vector space: the folder's name and a hash of the file.</param>
/// <param name="Tokens">Row number by token.</param>
/// <param name="Rows">All rows, weights already multiplied in.</param>
/// <param name="Dimension">Components of a row.</param>
/// <param name="Normalize">Whether a text's vector is scaled to unit length.</param>
internal sealed record StaticModel(string Id, Dictionary<string, int> Tokens, float[] Rows, int Dimension, bool Normalize)
{
    public ReadOnlySpan<float> Row(int token) => Rows.AsSpan(token * Dimension, Dimension);
}
