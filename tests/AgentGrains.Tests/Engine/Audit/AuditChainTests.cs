using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using Xunit;

namespace AgentGrains.Tests.Engine.Audit;

/// <summary>Whatever was done to a chained journal is found, and an erased operation leaves the chain whole.</summary>
public sealed class AuditChainTests
{
    private const string Memory = "episodic-memory/acme/user:ann";

    [Fact]
    public void Every_edit_of_a_single_byte_is_found()
    {
        var frames = Chain(4);
        Assert.Null(BrokenAt(frames));
        Assert.Equal(35, AuditChain.SealBytes);
        for (var at = 0; at < frames.Count; at++)
        {
            for (var place = 0; place < frames[at].Length; place++)
            {
                foreach (var flip in (ReadOnlySpan<byte>)[1, 2, 4, 8, 16, 32, 64, 128, 255])
                {
                    List<byte[]> edited = [.. frames];
                    edited[at] = [.. frames[at]];
                    edited[at][place] ^= flip;
                    Assert.True(BrokenAt(edited) is { } broken && broken >= at + 1, $"operation {at + 1}, byte {place}, bits {flip}");
                }
            }
        }
    }

    [Fact]
    public void Operations_left_out_put_in_moved_shortened_or_from_another_memory_are_found()
    {
        var frames = Chain(8);
        for (var at = 0; at < 8; at++)
        {
            Assert.NotNull(at == 7 ? Ends(frames[..7]) : BrokenAt([.. frames[..at], .. frames[(at + 1)..]]));
            Assert.NotNull(BrokenAt([.. frames[..at], frames[at], .. frames[at..]]));
            for (var length = 0; length < frames[at].Length; length++)
                Assert.NotNull(BrokenAt([.. frames[..at], frames[at][..length], .. frames[(at + 1)..]]) ?? Ends([.. frames[..at], frames[at][..length], .. frames[(at + 1)..]]));
            for (var other = at + 1; other < 8; other++)
            {
                List<byte[]> moved = [.. frames];
                (moved[at], moved[other]) = (moved[other], moved[at]);
                Assert.NotNull(BrokenAt(moved));
            }
        }

        Assert.NotNull(BrokenAt(Chain(3, "semantic-memory/acme/user:ann")));

        // An end that was cut off shows only to whoever kept the head.
        Assert.Null(BrokenAt(frames[..5]));
        long? Ends(List<byte[]> kept) => Head(kept).SequenceEqual(Head(frames)) ? null : kept.Count;
    }

    [Fact]
    public void What_was_written_before_there_were_links_is_covered_by_the_first_one()
    {
        var (link, frames) = (AuditChain.Genesis(Memory), new List<byte[]>());
        for (var sequence = 1; sequence <= 6; sequence++)
        {
            var writer = Operation(sequence);
            if (sequence > 3)
                AuditChain.Seal(writer, sequence, link);
            else
                AuditChain.Follow(writer.Written, sequence, link);
            frames.Add(writer.Written.ToArray());
        }

        Assert.Null(BrokenAt(frames, isChained: false));
        foreach (var at in new[] { 0, 1, 2 })
        {
            List<byte[]> edited = [.. frames];
            edited[at] = [.. frames[at]];
            edited[at][^1] ^= 1;
            Assert.Equal(4, BrokenAt(edited, isChained: false));
        }
    }

    [Fact]
    public void An_erased_operation_leaves_the_chain_whole_and_cannot_be_guessed()
    {
        var frames = Chain(5);
        var instead = Operation(99).Written.ToArray();
        foreach (var at in new[] { 0, 2, 3 })
        {
            var erased = AuditChain.Erase(frames[at], at + 1, instead);
            Assert.True(erased.AsSpan().StartsWith(instead));
            Assert.Equal(-1, erased.AsSpan().IndexOf(frames[at].AsSpan(0, 20)));
            Assert.Equal(-1, erased.AsSpan().IndexOf(frames[at].AsSpan(frames[at].Length - 32, 16)));   // the salt
            List<byte[]> chain = [.. frames];
            chain[at] = erased;
            Assert.Null(BrokenAt(chain));

            // The same operation sealed anew has another digest, as its salt is gone.
            var (again, link) = (Operation(at + 1), at == 0 ? AuditChain.Genesis(Memory) : AuditChain.LinkOf(frames[at - 1]).ToArray());
            AuditChain.Seal(again, at + 1, link);
            chain[at] = AuditChain.Erase(again.Written, at + 1, instead);
            Assert.NotNull(BrokenAt(chain));
        }
    }

    private static List<byte[]> Chain(int count, string memory = Memory)
    {
        var (link, frames) = (AuditChain.Genesis(memory), new List<byte[]>());
        for (var sequence = 1; sequence <= count; sequence++)
        {
            var writer = Operation(sequence);
            AuditChain.Seal(writer, sequence, link);
            frames.Add(writer.Written.ToArray());
        }

        return frames;
    }

    private static FieldWriter Operation(int number)
    {
        var writer = new FieldWriter();
        OperationCodec.Write(writer, new MemoryOperation
        {
            Kind = OperationKind.Reinforce,
            Sequence = number,
            At = DateTimeOffset.UnixEpoch.AddHours(number),
            Key = $"key {number}",
            Target = MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch, number, 7),
            Reason = "it was of use",
        });
        return writer;
    }

    // The first operation whose link does not follow, as the walk over a journal sees it.
    private static long? BrokenAt(List<byte[]> frames, bool isChained = true)
    {
        var link = AuditChain.Genesis(Memory);
        for (var at = 0; at < frames.Count; at++)
        {
            var step = AuditChain.Follow(frames[at], at + 1, link);
            isChained |= step == AuditStep.Chained;
            if (step == AuditStep.Broken || step == AuditStep.Unchained && isChained)
                return at + 1;
        }

        return null;
    }

    private static byte[] Head(List<byte[]> frames)
    {
        var link = AuditChain.Genesis(Memory);
        for (var at = 0; at < frames.Count; at++)
            AuditChain.Follow(frames[at], at + 1, link);
        return link;
    }
}
