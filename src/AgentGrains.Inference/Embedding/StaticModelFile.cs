using System.Globalization;
using System.IO.Hashing;

namespace AgentGrains.Inference.Embedding;

/// <summary>Finds and reads a static model: a folder in the public Model2Vec layout, or one quantised file.</summary>
internal static class StaticModelFile
{
    public static StaticModel Read(string path)
    {
        if (File.Exists(path))
            return ReadQuantized(path);
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"There is no embedding model at '{path}'. Give the folder that holds model.safetensors and tokenizer.json, or a quantised .bin file.", path);
        if (File.Exists(Path.Combine(path, "model.safetensors")))
            return Model2VecFolder.Read(path, Id(path, Path.Combine(path, "model.safetensors")));
        return Directory.EnumerateFiles(path, "*.bin").Order(StringComparer.Ordinal).FirstOrDefault() is { } file
            ? ReadQuantized(file)
            : throw new FileNotFoundException($"The folder '{path}' holds neither model.safetensors nor a quantised .bin file.", path);
    }

    public static InvalidDataException Damaged(string file, string what) =>
        new($"The embedding model file '{file}' cannot be used: {what}. Fetch it again.");

    private static StaticModel ReadQuantized(string file) =>
        QuantizedModelReader.Read(file, Id(Path.GetDirectoryName(Path.GetFullPath(file))!, file));

    // A changed file is another vector space, whatever its folder is called.
    private static string Id(string folder, string file)
    {
        var hash = new XxHash3();
        using var stream = File.OpenRead(file);
        hash.Append(stream);
        return string.Create(CultureInfo.InvariantCulture, $"{new DirectoryInfo(folder).Name}-{hash.GetCurrentHashAsUInt64():x16}");
    }
}
