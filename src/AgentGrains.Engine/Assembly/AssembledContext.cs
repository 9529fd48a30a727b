using System.Collections.Immutable;

namespace AgentGrains.Engine.Assembly;

/// <summary>Evidence packed for a prompt.</summary>
/// <param name="Text">One line per item; empty when nothing fits.</param>
/// <param name="Tokens">Size of the text; see <see cref="ContextAssembler.CountTokens"/>.</param>
/// <param name="Included">Positions of the packed items in the evidence. An item's number in the text is its position plus one.</param>
/// <param name="Truncated">True when an item was left out.</param>
public sealed record AssembledContext(string Text, int Tokens, ImmutableArray<int> Included, bool Truncated);
