using System.Text;

namespace AgentGrains.Engine.Cubes;

/// <summary>A kind of <see cref="SignedFile"/>.</summary>
/// <param name="Kind">What one is called; the field of what is refused.</param>
/// <param name="Magic">How one begins.</param>
/// <param name="Version">The format version, which stands after that.</param>
/// <param name="SignedAs">What is signed with the hash, so that no kind of file is taken for another.</param>
/// <param name="Refusal">What cannot be done with one that is refused.</param>
internal sealed record SignedFormat(string Kind, string Magic, byte Version, string SignedAs, string Refusal)
{
    /// <summary>How a file of this version begins.</summary>
    public byte[] Prefix => [.. Encoding.ASCII.GetBytes(Magic), Version];

    /// <summary>The refusal of a file.</summary>
    public InvalidMemoryException Refused(string why) => new(Kind, $"{Refusal}: {why}. Nothing was written.");
}
