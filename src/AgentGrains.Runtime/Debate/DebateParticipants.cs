namespace AgentGrains.Runtime.Debate;

/// <summary>Who can take part on this silo. Every silo of a cluster should be given the same.</summary>
internal sealed class DebateParticipants(
    IEnumerable<IDebateTeam> teams, IEnumerable<IDebateJudge> judges, IEnumerable<IOutcomeFamily> families, IEnumerable<IOutcomeVerifier> verifiers)
{
    private readonly Dictionary<string, IDebateTeam> _teams = teams.ToDictionary(team => team.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, IDebateJudge> _judges = judges.ToDictionary(judge => judge.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, IOutcomeFamily> _families = families.ToDictionary(family => family.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, IOutcomeVerifier> _verifiers = verifiers.ToDictionary(verifier => verifier.Family, StringComparer.Ordinal);

    public IDebateTeam? Team(string name) => _teams.GetValueOrDefault(name);

    public IDebateJudge? Judge(string name) => _judges.GetValueOrDefault(name);

    public IOutcomeFamily? Family(string name) => _families.GetValueOrDefault(name);

    public IOutcomeVerifier? Verifier(string family) => _verifiers.GetValueOrDefault(family);

    /// <exception cref="InvalidDebateException">A participant is not known here.</exception>
    public void Require(DebateRequest request)
    {
        if (Family(request.Task.Family) is null)
            throw Unknown("task.family", request.Task.Family, _families.Keys, "UseOutcomeFamily");
        if (request.Teams.FirstOrDefault(team => Team(team) is null) is { } stranger)
            throw Unknown("teams", stranger, _teams.Keys, "UseDebateTeam");
        if (request.Judge is { } judge && Judge(judge) is null)
            throw Unknown("judge", judge, _judges.Keys, "UseDebateJudge");
    }

    private static InvalidDebateException Unknown(string field, string name, IEnumerable<string> known, string remedy) => new(
        field, $"'{name}' is not known to this silo, which knows: {string.Join(", ", known.Order(StringComparer.Ordinal))}. Add it with {remedy}.");
}
