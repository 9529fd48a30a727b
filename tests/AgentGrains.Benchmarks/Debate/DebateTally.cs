using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>Counts over replayed debates. What is right is held against the recorded data here, and not taken from the verifier.</summary>
internal sealed class DebateTally
{
    private int _debates, _replayed, _sameStop, _sameValue, _notReplayable, _checked, _recordedWrong, _rightAdmitted, _wrongAdmitted, _recovered;

    public void Add(RecordedDebate recorded, DebateStatus asHeld, DebateStatus strict)
    {
        _debates++;
        if (recorded.WhyNotReplayable is { } why)
        {
            _notReplayable++;
            Console.WriteLine($"{recorded.Id}: not replayed, {why}.");
        }
        else
        {
            var decision = asHeld.Decision!;
            var (stop, value) = (decision.Agreed && decision.Round == recorded.LastRound, decision.Outcome?.Value == recorded.Final);
            _replayed++;
            _sameStop += stop ? 1 : 0;
            _sameValue += value ? 1 : 0;
            if (!stop || !value)
                Console.WriteLine($"{recorded.Id}: recorded round {recorded.LastRound}, {recorded.Final}; replayed round {decision.Round}, {decision.Outcome?.Value}.");
        }

        var admitted = strict.Decision!.Verdict == Verdict.Verified;
        if (recorded.Truth is not { } truth)
        {
            _wrongAdmitted += admitted ? 1 : 0;   // nobody can know that it is right
            return;
        }

        var right = admitted && IsRight(strict.Decision.Outcome?.Value, truth);
        _checked++;
        _recordedWrong += IsRight(recorded.Final, truth) ? 0 : 1;
        _rightAdmitted += right ? 1 : 0;
        _wrongAdmitted += admitted && !right ? 1 : 0;
        _recovered += right && !IsRight(recorded.Rounds[0].A, truth) && !IsRight(recorded.Rounds[0].B, truth) ? 1 : 0;
    }

    public JsonObject Figures() => new()
    {
        ["debates"] = _debates,
        ["replayed"] = _replayed,
        ["sameStop"] = _sameStop,
        ["sameValue"] = _sameValue,
        ["notReplayable"] = _notReplayable,
        ["checked"] = _checked,
        ["recordedWrong"] = _recordedWrong,
        ["rightAdmitted"] = _rightAdmitted,
        ["wrongAdmitted"] = _wrongAdmitted,
        ["recovered"] = _recovered,
    };

    private static bool IsRight(double? value, double truth) => value is { } found && Math.Abs(found - truth) <= GroundTruth.Relative * Math.Max(Math.Abs(found), Math.Abs(truth));
}
