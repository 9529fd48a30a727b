using System.Reflection;
using AgentGrains.Hosting;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace AgentGrains.Silo.Tests;

/// <summary>The compose file and the Kubernetes manifests, held against the options they set and the ports they open.</summary>
public sealed class ManifestTests
{
    private static readonly string Hosting = System.IO.Path.Combine(Repository.Root, "hosting");

    public static TheoryData<string> Files { get; } =
        [.. Directory.GetFiles(System.IO.Path.Combine(Hosting, "kubernetes"), "*.yaml").Append(System.IO.Path.Combine(Hosting, "docker-compose.yml")).Select(path => System.IO.Path.GetRelativePath(Hosting, path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_setting_is_an_option_and_every_value_is_valid(string file)
    {
        var settings = Settings(file).Distinct().ToList();
        Assert.All(settings, setting => Assert.True(IsOption(setting.Name), $"{file} sets {setting.Name}, which is no option."));
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null && !setting.Value.Contains('$', StringComparison.Ordinal)))
            Assert.True(Fits(name, value!), $"{file} sets {name} to '{value}'.");
    }

    [Fact]
    public void Compose_starts_three_silos_a_database_and_a_vector_store()
    {
        var services = (Dictionary<object, object>)Read("docker-compose.yml").Single()["services"];
        Assert.Equal(["postgres", "qdrant", "silo-1", "silo-2", "silo-3"], services.Keys.Cast<string>().Order());
        foreach (var name in services.Keys.Cast<string>().Where(name => name.StartsWith("silo", StringComparison.Ordinal)))
        {
            var silo = (Dictionary<object, object>)services[name];
            var environment = (Dictionary<object, object>)silo["environment"];
            Assert.Equal(name, environment["AgentGrains__Cluster__AdvertisedAddress"]);
            Assert.Equal("PostgreSql", environment["AgentGrains__Storage__Kind"]);
            Assert.EndsWith($":{Port((string)environment["ASPNETCORE_URLS"])}", (string)((List<object>)silo["ports"]).Single(), StringComparison.Ordinal);
            Assert.Contains("postgres", ((Dictionary<object, object>)silo["depends_on"]).Keys);
        }
    }

    [Fact]
    public void The_pod_opens_the_ports_that_its_silo_listens_on_and_the_probes_ask_routes_that_are_there()
    {
        var pod = Path("kubernetes/silo.yaml", "spec", "template", "spec");
        var silo = (Dictionary<object, object>)((List<object>)pod["containers"]).Single();
        var ports = ((List<object>)silo["ports"]).Cast<Dictionary<object, object>>().ToDictionary(port => (string)port["name"], port => (string)port["containerPort"]);
        var settings = Settings("kubernetes/silo.yaml").ToDictionary(setting => setting.Name, setting => setting.Value);

        Assert.Equal(settings["AgentGrains__Cluster__SiloPort"], ports["silo"]);
        Assert.Equal(settings["AgentGrains__Cluster__GatewayPort"], ports["gateway"]);
        Assert.Equal(Port(settings["ASPNETCORE_URLS"]!), ports["http"]);
        Assert.Equal("/health/ready", Probe("readinessProbe"));
        Assert.Equal("/health/ready", Probe("startupProbe"));
        Assert.Equal("/health/live", Probe("livenessProbe"));

        string Probe(string name) => (string)((Dictionary<object, object>)((Dictionary<object, object>)silo[name])["httpGet"])["path"];
    }

    [Fact]
    public void Silos_find_the_vector_store_where_it_is_and_nobody_else_reaches_it()
    {
        var compose = Settings("docker-compose.yml").DistinctBy(setting => setting.Name).ToDictionary(setting => setting.Name, setting => setting.Value);
        Assert.Equal("http://qdrant:6334", compose["AgentGrains__Vectors__Endpoint"]);
        var parts = Read("kubernetes/qdrant/qdrant.yaml").ToDictionary(part => (string)part["kind"]);
        var settings = (Dictionary<object, object>)parts["ConfigMap"]["data"];
        var service = (Dictionary<object, object>)parts["Service"]["spec"];
        Assert.Equal($"http://{((Dictionary<object, object>)parts["Service"]["metadata"])["name"]}:{((Dictionary<object, object>)((List<object>)service["ports"]).Single())["port"]}", settings["endpoint"]);
        Assert.True(Fits("AgentGrains__Vectors__Kind", (string)settings["kind"]) && Fits("AgentGrains__Embedder__Kind", (string)settings["embedder"]));
        var asked = Read("kubernetes/silo.yaml").SelectMany(References).ToList();
        Assert.Equal(settings.Keys.Cast<string>().Order(), asked.Select(reference => (string)reference["key"]).Order());
        Assert.All(asked, reference => Assert.Equal(("agentgrains-vectors", "true"), ((string)reference["name"], (string)reference["optional"])));
        var store = ((Dictionary<object, object>)service["selector"])["app"];
        Assert.Equal(store, Labels(parts["StatefulSet"], "spec", "template", "metadata", "labels"));
        Assert.Equal(store, Labels(parts["NetworkPolicy"], "spec", "podSelector", "matchLabels"));
        var from = (Dictionary<object, object>)((List<object>)((Dictionary<object, object>)parts["NetworkPolicy"]["spec"])["ingress"]).Single();
        Assert.Equal("agentgrains-silo", Labels((Dictionary<object, object>)((List<object>)from["from"]).Single(), "podSelector", "matchLabels"));

        static object Labels(Dictionary<object, object> part, params string[] names) => names.Aggregate(part, (node, name) => (Dictionary<object, object>)node[name])["app"];

        static IEnumerable<Dictionary<object, object>> References(object node) => node switch
        {
            Dictionary<object, object> map when map.TryGetValue("configMapKeyRef", out var reference) => [(Dictionary<object, object>)reference],
            Dictionary<object, object> map => map.Values.SelectMany(References),
            List<object> list => list.SelectMany(References),
            _ => [],
        };
    }

    [Theory]
    [InlineData("kubernetes/service.yaml", "spec", "selector")]
    [InlineData("kubernetes/network.yaml", "spec", "podSelector", "matchLabels")]
    [InlineData("kubernetes/disruption.yaml", "spec", "selector", "matchLabels")]
    public void Every_selector_finds_the_pods(string file, params string[] path) =>
        Assert.Equal(Path("kubernetes/silo.yaml", "spec", "template", "metadata", "labels")["app"], Path(file, path)["app"]);

    private static string Port(string url) => url[(url.LastIndexOf(':') + 1)..];

    private static Dictionary<object, object> Path(string file, params string[] names) =>
        names.Aggregate(Read(file).Single(), (node, name) => (Dictionary<object, object>)node[name]);

    // Environment variables with our prefix, wherever they stand: as a map (compose) or as a list of names (Kubernetes).
    private static IEnumerable<(string Name, string? Value)> Settings(string file)
    {
        return Read(file).SelectMany(Walk).Where(setting => setting.Name.StartsWith("AgentGrains__", StringComparison.Ordinal) || setting.Name == "ASPNETCORE_URLS");

        static IEnumerable<(string Name, string? Value)> Walk(object node) => node switch
        {
            Dictionary<object, object> map when map.TryGetValue("name", out var name) && (map.ContainsKey("value") || map.ContainsKey("valueFrom")) =>
                [((string)name, map.GetValueOrDefault("value") as string)],
            Dictionary<object, object> map => map.SelectMany(pair => pair.Value is string value ? [((string)pair.Key, value)] : Walk(pair.Value)),
            List<object> list => list.SelectMany(Walk),
            _ => [],
        };
    }

    private static bool IsOption(string variable) => variable == "ASPNETCORE_URLS" || OptionOf(variable) is not null;

    private static bool Fits(string variable, string value) => OptionOf(variable)?.PropertyType switch
    {
        { IsEnum: true } kind => Enum.TryParse(kind, value, out _),
        { } type when type == typeof(Uri) => Uri.TryCreate(value, UriKind.Absolute, out _),
        { } type when type == typeof(int) => int.TryParse(value, out _),
        { } type when type == typeof(bool) => bool.TryParse(value, out _),
        _ => true,
    };

    private static PropertyInfo? OptionOf(string variable) => variable.Split("__") switch
    {
        ["AgentGrains", "Storage", var name] => typeof(AgentGrainsStorageOptions).GetProperty(name),
        ["AgentGrains", "Cluster", var name] => typeof(AgentGrainsClusterOptions).GetProperty(name),
        ["AgentGrains", "Embedder", var name] => typeof(AgentGrainsEmbedderOptions).GetProperty(name),
        ["AgentGrains", "Vectors", var name] => typeof(AgentGrainsVectorOptions).GetProperty(name) ?? typeof(VectorStoreOptions).GetProperty(name),
        ["AgentGrains", "ApiKeys", _, var name] => typeof(ApiKeyOptions).GetProperty(name),
        ["AgentGrains", var name] => typeof(SiloOptions).GetProperty(name),
        _ => null,
    };

    private static List<Dictionary<object, object>> Read(string file)
    {
        using var text = File.OpenText(System.IO.Path.Combine(Hosting, file));
        var reader = new MergingParser(new Parser(text));
        var documents = new List<Dictionary<object, object>>();
        reader.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (!reader.Accept<YamlDotNet.Core.Events.StreamEnd>(out _))
            documents.Add(new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(reader));
        return documents;
    }
}
