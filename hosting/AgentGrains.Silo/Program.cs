using AgentGrains.Silo;
using Microsoft.Extensions.Options;

if (NewKeyCommand.Run(args, Console.Out, Console.Error) is { } code)
    return code;

try
{
    await using var app = SiloApplication.Build(args, SiloMemory.Add);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException invalid)
{
    foreach (var failure in invalid.Failures)
        Console.Error.WriteLine(failure);
    return 1;
}
catch (InvalidConfigurationException invalid)
{
    Console.Error.WriteLine(invalid.Message);
    return 1;
}
