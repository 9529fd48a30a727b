using AgentGrains.Conformance;
using Xunit;

namespace AgentGrains.Tests.Storage.Broken;

/// <summary>Tests the suite: it lets a sound provider pass and names what is wrong with a broken one.</summary>
public sealed class BrokenProviderTests
{
    [Fact]
    public async Task A_sound_provider_passes() => Assert.Empty(await ConformanceRun.FailuresOfAsync(Fault.None));

    [Theory]
    [InlineData(Fault.DropsDeletes, nameof(GrainStorageConformance.Clear_removes_the_record_and_leaves_fresh_state))]
    [InlineData(Fault.DropsDeletes, nameof(GrainStorageConformance.The_etag_from_before_a_clear_is_refused))]
    [InlineData(Fault.IgnoresETag, nameof(GrainStorageConformance.A_write_without_etag_is_refused_when_the_record_exists))]
    [InlineData(Fault.IgnoresETag, nameof(GrainStorageConformance.A_stale_etag_is_refused_on_write_and_leaves_the_record))]
    [InlineData(Fault.IgnoresETag, nameof(GrainStorageConformance.A_stale_etag_is_refused_on_clear_and_leaves_the_record))]
    [InlineData(Fault.IgnoresETag, nameof(GrainStorageConformance.Of_concurrent_inserts_exactly_one_wins))]
    [InlineData(Fault.IgnoresETag, nameof(GrainStorageConformance.Of_concurrent_updates_with_one_etag_exactly_one_wins))]
    [InlineData(Fault.ForgetsOnReopen, nameof(GrainStorageConformance.Acknowledged_writes_and_clears_outlive_a_reopen))]
    public async Task A_broken_provider_fails_the_test_that_names_its_fault(Fault fault, string test) =>
        Assert.Contains(test, await ConformanceRun.FailuresOfAsync(fault));

    [Theory]
    [InlineData(Fault.DropsDeletes)]
    [InlineData(Fault.ForgetsOnReopen)]
    public async Task A_provider_that_keeps_etags_passes_what_only_asks_for_etags(Fault fault) =>
        Assert.DoesNotContain(
            nameof(GrainStorageConformance.A_stale_etag_is_refused_on_write_and_leaves_the_record), await ConformanceRun.FailuresOfAsync(fault));
}
