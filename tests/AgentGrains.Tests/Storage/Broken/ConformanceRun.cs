using System.Reflection;
using AgentGrains.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Tests.Storage.Broken;

/// <summary>Runs the suite by hand, each test on a provider of its own, and tells which tests failed.</summary>
internal static class ConformanceRun
{
    public static async Task<IReadOnlyList<string>> FailuresOfAsync(Fault fault)
    {
        List<string> failures = [];
        foreach (var test in typeof(GrainStorageConformance).GetMethods().Where(method => method.IsDefined(typeof(FactAttribute))))
        {
            foreach (var arguments in ArgumentsOf(test))
            {
                if (await FailsAsync(fault, test, arguments))
                    failures.Add(test.Name);
            }
        }

        return [.. failures.Distinct()];
    }

    private static object?[][] ArgumentsOf(MethodInfo test)
    {
        var rows = test.GetCustomAttributes<InlineDataAttribute>().Select(row => row.Data).ToArray();
        return rows.Length == 0 ? [[]] : rows;
    }

    private static async Task<bool> FailsAsync(Fault fault, MethodInfo test, object?[] arguments)
    {
        await using var suite = new Suite(fault);
        await suite.InitializeAsync();
        try
        {
            await (Task)test.Invoke(suite, arguments)!;
            return false;
        }
        catch (Exception error) when (error.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
        {
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }

    private sealed class Suite(Fault fault) : GrainStorageConformance
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        private DictionaryGrainStorage _storage = null!;

        protected override bool HonoursCancellation => false;

        protected override ValueTask<IGrainStorage> OpenAsync()
        {
            _storage = new DictionaryGrainStorage(new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()), fault);
            return new(_storage);
        }

        protected override ValueTask<IGrainStorage> ReopenAsync()
        {
            _storage.Reopen();
            return new(_storage);
        }

        protected override ValueTask CloseAsync() => _services.DisposeAsync();
    }
}
