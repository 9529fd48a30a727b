using AgentGrains.Silo;

if ((NewKeyCommand.Run(args, Console.Out, Console.Error) ?? NewMasterKeyCommand.Run(args, Console.Out, Console.Error)) is { } code)
    return code;

try
{
    if (await CubeCommand.RunAsync(args, Console.Out, Console.Error) is { } moved)
        return moved;
    if (await McpStdioCommand.RunAsync(args, Console.Error) is { } ended)
        return ended;
    if (await MigrateCommand.RunAsync(args, Console.Out))
        return 0;

    await using var app = SiloApplication.Build(args, SiloMemory.Add);
    await SiloApplication.StartAsync(app);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartFault.Explain(exception) is { } fault)
{
    Console.Error.WriteLine(fault);
    return 1;
}
