using System.Text;
using AgentGrains.Cluster.Tests.Memory.Chapters;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Moves;
using AgentGrains.Inference.Embedding;
using Xunit;
using static AgentGrains.Cluster.Tests.Moves.MoveRig;

namespace AgentGrains.Cluster.Tests.Moves;

/// <summary>A scope goes to another cluster while it is written to: nothing is lost, nothing doubled, whatever breaks off where.</summary>
public sealed class MoveTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann"), Bea = Scope.User("globex", "bea");

    [Theory, InlineData(0, true), InlineData(0, false), InlineData(5, true), InlineData(5, false)]
    public async Task Writers_lose_and_double_nothing_and_keep_their_order_when_a_move_is_killed_at_any_step(int chapterRecords, bool before)
    {
        await using var from = Keyed(await ChapterCluster.StartAsync(records: chapterRecords));
        await using var to = Keyed(await MemoryCluster.StartAsync());
        for (var failAt = 1; ; failAt += chapterRecords > 0 ? 3 : 1)
        {
            var (scope, other) = (Scope.User("acme", $"ann{failAt}"), Scope.User("globex", $"bea{failAt}"));
            var (source, target) = (from.Memory.Scope(scope), to.Memory.Scope(other));
            var filled = await FillAsync(source, 12);
            MovingWriter[] writers = [new("Cy", source, target), new("Di", source, target)];
            var writing = writers.Select(writer => writer.RunAsync()).ToList();
            var calls = new CrashingCalls(failAt, before);
            var killed = await Record.ExceptionAsync(async () => await new ScopeMover(calls.Wrap(source.Move), calls.Wrap(target.Move), From, To).MoveAsync());
            Assert.Equal(calls.Failed, killed is IOException);
            await from.ForgetActivationsAsync(scope);
            await to.ForgetActivationsAsync(other);
            await Mover(source, target).MoveAsync();
            foreach (var writer in writers)
                writer.End();
            await Task.WhenAll(writing);
            await to.ForgetActivationsAsync(other);
            Assert.Equal(0, (await Mover(source, target).MoveAsync()).Copied);

            var records = await target.ListAsync().ToListAsync();
            Assert.Equal(records.Count, records.DistinctBy(record => record.Id).Count());
            foreach (var writer in writers)
            {
                foreach (var kind in new[] { MemoryKind.Turn, MemoryKind.Belief })
                    Assert.Equal(writer.Written.Where(item => item.Draft.Kind == kind).Select(item => item.Receipt.Id), records.Where(record => record.Provenance.Actor == writer.Written[0].Draft.Actor && record.Kind == kind).Select(record => record.Id));
                foreach (var (draft, receipt) in writer.Written)
                    Assert.Equal(receipt.Id, (await target.RememberAsync(draft)).Id);   // a client that heard nothing, and asks the target
            }

            Assert.Equal(10 + 1 + writers.Sum(writer => writer.Written.Count), records.Count);   // of 13 turns: one forgotten, one held, one replaced; one belief
            Assert.Equal(filled[^1].Id, (await target.RememberAsync(new MemoryDraft { Text = "The kettle number0 is sold.", Key = "sold", Supersedes = filled[0].Id })).Id);
            Assert.Single(await target.Quarantine.ListAsync().ToListAsync());
            if (!calls.Failed)
            {
                Assert.True(failAt > 15, "A move of so few steps tests little.");
                return;
            }
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_moved_is_the_same_to_the_byte_and_ranks_the_same_on_200_questions(bool embeds)
    {
        await using var from = Keyed(await MemoryCluster.StartAsync(configure: grains => Embed(grains, embeds)));
        await using var to = Keyed(await MemoryCluster.StartAsync(configure: grains => Embed(grains, embeds)), 50);
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        await FillAsync(source, 120);
        for (var tries = 0; embeds && (await source.ListAsync().CountAsync(record => record.Vector is null)) > 0; tries++)
        {
            Assert.True(tries < 400, "Vectors do not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var (_, copied) = await Mover(source, target).MoveAsync();
        Assert.True(copied > 120);
        Assert.Equal(await ContentAsync(source), await ContentAsync(target));   // what has moved can still be read
        for (var i = 0; i < 200; i++)
        {
            var question = $"Which kettle number{i % 120} stands by the {(i % 2 == 0 ? "violin" : "ferry")} of the {(i % 7 == 0 ? "harbour" : "meadow")}?";
            Assert.Equal(await FoundAsync(source, question), await FoundAsync(target, question));
        }

        static void Embed(AgentGrains.Hosting.AgentGrainsBuilder grains, bool embeds)
        {
            if (embeds)
                grains.UseEmbedder(_ => new HashingEmbeddingGenerator());
        }
    }

    [Fact]
    public async Task A_log_in_chapters_arrives_in_one_and_is_the_same_to_the_byte()
    {
        await using var from = Keyed(await ChapterCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        await FillAsync(source, 120);
        await Mover(source, target).MoveAsync();
        Assert.Equal(await ContentAsync(source), await ContentAsync(target));
    }

    [Fact]
    public async Task A_source_that_has_moved_says_where_to_and_takes_nothing_not_even_after_a_restart()
    {
        await using var from = Keyed(await ChapterCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        var receipts = await FillAsync(source, 12);
        await Mover(source, target).MoveAsync();
        for (var restarts = 0; restarts < 2; restarts++)
        {
            var before = await ContentAsync(source);
            foreach (var write in new Func<Task>[]
            {
                async () => await source.RememberAsync("One more turn."),
                async () => await source.RememberAsync(new MemoryDraft { Kind = MemoryKind.Belief, Text = "One more belief." }),
                async () => await source.ForgetAsync(receipts[2].Id),
                async () => await source.ForgetAsync(receipts[9].Id),
                async () => await source.ReinforceAsync([receipts[10].Id]),
                async () => await source.Quarantine.HoldAsync(receipts[6].Id, "late"),
            })
            {
                var moved = await Assert.ThrowsAsync<ScopeMovedException>(write);
                Assert.Equal((Ann.Key, To), (moved.Scope, moved.Elsewhere));
                Assert.Contains(To, moved.Message, StringComparison.Ordinal);
            }

            Assert.Equal(receipts[2].Id, (await source.RememberAsync(new MemoryDraft { Text = "The kettle number2 stands by the violin of the meadow.", Key = "fill-2", Actor = "Ann" })).Id);
            Assert.Equal(before, await ContentAsync(source));
            await from.ForgetChaptersAsync(4);
        }

        Assert.True((await source.Audit.VerifyAsync()).IsIntact);
        Assert.True((await target.Audit.VerifyAsync()).IsIntact);
        var refused = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await Mover(source, target).GiveUpAsync());
        Assert.Contains("is open", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ScopeMovedException>(async () => await source.RememberAsync("Still not."));
    }

    [Fact]
    public async Task A_move_that_is_given_up_before_the_fence_leaves_the_source_as_it_was()
    {
        await using var from = Keyed(await MemoryCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        await FillAsync(source, 12);
        var before = await source.ExportAsync().CountAsync();
        var calls = new CrashingCalls(9, before: false);
        await Assert.ThrowsAsync<IOException>(async () => await new ScopeMover(calls.Wrap(source.Move), calls.Wrap(target.Move), From, To).MoveAsync());
        Assert.NotEmpty(await target.ListAsync().ToListAsync());
        await Assert.ThrowsAsync<ScopeNotOpenException>(async () => await target.RememberAsync("Too soon."));
        Assert.NotNull(await Mover(source, target).GiveUpAsync());
        Assert.Equal(before, await source.ExportAsync().CountAsync());
        Assert.Empty(await target.ListAsync().ToListAsync());
        await Mover(source, target).MoveAsync();
        Assert.Equal(await ContentAsync(source), await ContentAsync(target));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Giving_up_after_the_fence_and_killed_at_any_step_opens_the_source_and_never_both(bool before)
    {
        await using var from = Keyed(await ChapterCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        for (var failAt = 1; ; failAt++)
        {
            var (scope, other) = (Scope.User("acme", $"ann{failAt}"), Scope.User("globex", $"bea{failAt}"));
            var (source, target) = (from.Memory.Scope(scope), to.Memory.Scope(other));
            await FillAsync(source, 12);
            var move = await FenceAsync(source, target);
            var late = await source.Move.ReadAsync(move, MemoryType.Episodic, []);
            await Assert.ThrowsAsync<ScopeMovedException>(async () => await source.RememberAsync("Not now."));
            var calls = new CrashingCalls(failAt, before);
            await Record.ExceptionAsync(async () => await new ScopeMover(calls.Wrap(source.Move), calls.Wrap(target.Move), From, To).GiveUpAsync());
            await from.ForgetActivationsAsync(scope);
            await to.ForgetActivationsAsync(other);
            await Mover(source, target).GiveUpAsync();
            await source.RememberAsync("Here again.");

            // Whoever still leads that move can neither fill nor open the target, nor fence the source.
            await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.SettleAsync(move, MovePhase.Receiving, From));
            await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.TakeAsync(late));
            await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.SettleAsync(move, MovePhase.Open));
            await Assert.ThrowsAsync<InvalidMemoryException>(async () => await source.Move.SettleAsync(move, MovePhase.Fenced, To));
            await source.RememberAsync("Here still.");
            if (!calls.Failed)
            {
                Assert.True(failAt > 4, "To give up takes more steps than that.");
                Assert.NotEqual(move, (await Mover(source, target).MoveAsync()).Move);
                Assert.Equal(await ContentAsync(source), await ContentAsync(target));
                return;
            }
        }
    }

    [Fact]
    public async Task What_is_erased_while_it_moves_is_nowhere_at_the_target()
    {
        await using var from = Keyed(await ChapterCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        var receipts = await FillAsync(source, 12);
        var secret = await source.RememberAsync("Ann keeps a quagga in the cellar.", actor: "Ann");
        var calls = new CrashingCalls(13, before: false);
        await Assert.ThrowsAsync<IOException>(async () => await new ScopeMover(calls.Wrap(source.Move), calls.Wrap(target.Move), From, To).MoveAsync());
        for (var tries = 0; !Holds(to, "quagga"); tries++)
        {
            Assert.True(tries < 20, "It does not come.");
            var episodic = (await target.Move.GetAsync())[2];
            await target.Move.TakeAsync(await source.Move.ReadAsync(episodic.Move!, MemoryType.Episodic, episodic.Cursors));
        }

        Assert.All(await source.Move.GetAsync(), memory => Assert.Equal(MovePhase.None, memory.Phase));
        await source.EraseRecordsAsync([secret.Id, receipts[7].Id]);
        await Mover(source, target).MoveAsync();
        Assert.False(Holds(to, "quagga"));
        Assert.False(Holds(to, "number7"));
        Assert.Equal(await ContentAsync(source), await ContentAsync(target));
        await Assert.ThrowsAsync<MemoryRejectedException>(async () => await target.RememberAsync("Ann keeps a quagga in the cellar.", actor: "Ann"));

        // A duty to erase does not wait: what has moved away is erased where it still lies.
        await source.EraseRecordsAsync([receipts[8].Id]);
        Assert.False(Holds(from, "number8"));
    }

    [Fact]
    public async Task What_is_not_the_source_s_is_not_taken_and_what_is_not_the_same_does_not_open()
    {
        await using var from = Keyed(await MemoryCluster.StartAsync());
        await using var to = Keyed(await MemoryCluster.StartAsync());
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        await FillAsync(source, 12);
        var move = await FenceAsync(source, target);
        var file = await source.Move.ReadAsync(move, MemoryType.Semantic, []);
        file[^1] ^= 1;
        Assert.Contains("signature", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.TakeAsync(file))).Message, StringComparison.Ordinal);
        file[^1] ^= 1;
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.SettleAsync(move, MovePhase.Open));

        using var key = CubeKey.Parse(Key);
        var stretch = MoveFile.Read(file, [key]);
        var part = stretch.Parts[0];
        var other = stretch with { Move = "another" };
        Assert.Contains("receives nothing", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.TakeAsync(MoveFile.Write(other, key)))).Message, StringComparison.Ordinal);
        var gap = stretch with { Parts = [part with { After = 1, Operations = [.. part.Operations.Skip(1)] }] };
        Assert.Contains("before this one", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.TakeAsync(MoveFile.Write(gap, key)))).Message, StringComparison.Ordinal);
        var altered = stretch with
        {
            Parts = [part with { Operations = [.. part.Operations.Select(operation => operation.Record is { } record ? operation with { Record = record with { Text = record.Text.Replace("Porto", "Paris", StringComparison.Ordinal) } } : operation)] }],
        };
        Assert.Contains("not what the source has", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await target.Move.TakeAsync(MoveFile.Write(altered, key)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await Mover(source, target).MoveAsync());
        await Mover(source, target).GiveUpAsync();
        await Mover(source, target).MoveAsync();
        Assert.Equal(await ContentAsync(source), await ContentAsync(target));

        var third = to.Memory.Scope("globex", "user:cy");
        await third.RememberAsync("Somebody lives here.");
        Assert.Contains("not empty", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await Mover(target, third).MoveAsync())).Message, StringComparison.Ordinal);
        await third.RememberAsync([new MemoryDraft { Text = "And goes on living here." }, new MemoryDraft { Kind = MemoryKind.Belief, Text = "Somebody lives here." }]);
    }

    [Fact]
    public async Task What_follows_from_turns_is_derived_once_whichever_end_derives_it()
    {
        await using var from = Keyed(await MemoryCluster.StartAsync(derives: true));
        await using var to = Keyed(await MemoryCluster.StartAsync(derives: true));
        var (source, target) = (from.Memory.Scope(Ann), to.Memory.Scope(Bea));
        string[] cities = ["Oslo", "Rome", "Lima", "Cairo", "Lyon", "Turin", "Porto"];
        foreach (var city in cities)
            await source.RememberAsync(new MemoryDraft { Text = $"I visited {city}.", Key = city, Actor = "Ann", Source = "chat" });
        await Mover(source, target).MoveAsync();
        var last = await target.RememberAsync("I moved to Athens.", actor: "Ann", session: "tuesday");
        TenantContext.Set("globex");
        await to.Grains.GetGrain<IDerivationGrain>(Bea.Key).WaitAsync(last.Sequence, TestContext.Current.CancellationToken);
        var derived = await target.ListAsync().Where(record => record.Provenance.Producer is not null).ToListAsync();
        Assert.Equal(derived.Count, derived.DistinctBy(record => (record.Text, string.Join(' ', record.Provenance.DerivedFrom))).Count());
        Assert.All([.. cities, "Athens"], city => Assert.Contains(derived, record => record.Text.Contains(city, StringComparison.Ordinal)));
    }

    private static async Task<string> FenceAsync(IScopedMemory source, IScopedMemory target)
    {
        const string Move = "0123456789abcdef0123456789abcdef";
        await target.Move.SettleAsync(Move, MovePhase.Receiving, From);
        await source.Move.SettleAsync(Move, MovePhase.Fenced, To);
        return Move;
    }

    private static bool Holds(MemoryCluster cluster, string word) =>
        cluster.Storage.Records.Values.Any(record => record.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0);
}
