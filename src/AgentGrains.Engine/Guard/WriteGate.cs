using System.Collections.Immutable;
using AgentGrains.Engine.Memory;

namespace AgentGrains.Engine.Guard;

/// <summary>
/// Decides what becomes of a draft: trust = reputation of its source times (1 - suspicion), and suspicion is the sum of what the signals weigh,
/// at most 1. Below one bound it is held, below another refused (docs/guard.md). A draft's own confidence is not looked at.
/// </summary>
/// <remarks>In the shape of the composite trust of the MINJA defence study, without a model's say. Not thread-safe: one per memory in use.</remarks>
internal sealed class WriteGate(MemoryImage image, GuardOptions options)
{
    private const float Corroboration = 0.1f;   // a voice
    private const float MostCorroboration = 0.2f;
    private const float Conflict = 0.15f;       // a voice
    private const float MostConflict = 0.3f;
    private const float ProtectedConflict = 0.3f;

    private readonly EchoRing _echoes = new(options.EchoRecords);
    private readonly ShorteningWatch _shortening = new();
    private readonly List<GuardReason> _reasons = [];
    private readonly HashSet<ulong> _foreign = [];   // echoes of other memories that are being written here
    private readonly List<ulong> _words = [];
    private readonly OwnRepeats _repeats = new();
    private int _noted = image.State.Versions;
    private MemoryWatch? _watch;

    /// <summary>Notes what a search returned.</summary>
    public void NoteReturned(ImmutableArray<MemoryHit> hits)
    {
        foreach (var hit in hits)
        {
            if (image.State.OrdinalOf(hit.Record.Id) is >= 0 and var ordinal)
                _echoes.Note(ordinal, hit.Record.Text);
        }
    }

    /// <summary>Notes what was returned from another memory for a question that this one was asked too.</summary>
    public void NoteReturned(string text) => _echoes.Note((int)(Hash(text) & 0x3FFFFFFF) | int.MinValue, text);

    /// <summary>Decides. What it learns of the draft stays here only; nothing is written.</summary>
    public GateVerdict Decide(MemoryDraft draft, Ledger ledger)
    {
        NoteForeign();
        if (FindEcho(draft) is { } echoed)
            return new GateVerdict(GateAction.Echo, 1, [], echoed);
        _reasons.Clear();
        (_watch ??= new MemoryWatch(image)).CatchUp();
        var done = AskedAndActed.Read(draft.Text);
        TextSignals.Scan(draft.Text, done, _reasons);
        if (draft.Why is { } why)
            TextSignals.Scan(why, null, _reasons);
        if (done is not null)
            Substitution(done);
        if (Lessons.Match(draft.Text, done, ledger.Lessons) is { } lesson)
            _reasons.Add(new GuardReason(GuardSignal.Lesson, 1, lesson.Id.ToString()));
        var relief = Matter(draft, _watch);
        var voice = Sources.Voice(draft.Source, draft.Actor);
        if (_watch.IsNew(voice))
            _reasons.Add(new GuardReason(GuardSignal.Novelty, 0.05f));
        var writer = (Sources.Key(draft.Source, draft.Actor), draft.Session);
        if (_shortening.Weigh(writer, draft.Text, out var past) is > 0 and var shortened)
            _reasons.Add(new GuardReason(GuardSignal.ShorteningChain, shortened));
        var verdict = Weigh(ledger.Reputation(draft.Source, draft.Actor), relief);
        _shortening.Note(writer, past with { Held = verdict.Action != GateAction.Store });
        return verdict;
    }

    // An echo of another memory's record is stored once: from then on it is a record of this one that was returned. Who says the same again in
    // person confirms it, a few times.
    private MemoryId? FindEcho(MemoryDraft draft)
    {
        var ordinal = _echoes.Find(draft.Text);
        if (ordinal < -1 && _foreign.Count < options.EchoRecords)
            _foreign.Add(Hash(draft.Text));
        if (ordinal < 0 || image.State[ordinal] is not { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded } record)
            return null;
        return _repeats.Confirms(record, draft) ? null : record.Id;
    }

    private void NoteForeign()
    {
        for (; _noted < image.State.Versions; _noted++)
        {
            if (_foreign.Count > 0 && image.State[_noted] is { } record && _foreign.Remove(Hash(record.Text)))
                _echoes.Note(_noted, record.Text);
        }
    }

    private ulong Hash(string text)
    {
        WordRuns.Words(text, _words);
        return WordRuns.Hash(_words, 0, _words.Count);
    }

    private void Substitution(AskedAndActed done)
    {
        if (done.IsAnswer)
        {
            // An answer may well be another identifier; it is a hint at most.
            if (done.Strangers().FirstOrDefault() is { } answered)
                _reasons.Add(new GuardReason(GuardSignal.IdSubstitution, 0.1f, $"answers with {answered}"));
            return;
        }

        if (done.Strangers().FirstOrDefault() is { } stranger)
            _reasons.Add(new GuardReason(GuardSignal.IdSubstitution, 0.7f, $"acts on {stranger}"));
        else if (done.LeftOut().FirstOrDefault() is { } leftOut)
            _reasons.Add(new GuardReason(GuardSignal.IdSubstitution, 0.25f, $"leaves out {leftOut}"));
        if (done.Commanded() is { } commanded)
            _reasons.Add(new GuardReason(GuardSignal.IdSubstitution, 0.25f, $"is told to use {commanded}"));
        var strange = done.StrangeValues().Any();
        if (done.Values.Count > 0 && _watch!.KnownNameLeftOut(done) is { } known)
            _reasons.Add(new GuardReason(GuardSignal.IdSubstitution, strange ? 0.6f : 0.15f, $"leaves out {known}"));
        else if (strange)
            _reasons.Add(new GuardReason(GuardSignal.IdSubstitution, 0.25f, "acts on a value it was not asked about"));
    }

    private float Matter(MemoryDraft draft, MemoryWatch watch)
    {
        if (draft.Slot is null)
            return 0;
        var (against, with, isProtected) = (new HashSet<string>(), new HashSet<string>(), false);
        var own = Sources.Voice(draft.Source, draft.Actor);
        foreach (var record in watch.OfSameMatter(draft))
        {
            var voice = Sources.Voice(record);
            var agrees = record.Slot is { } other && string.Equals(draft.Slot.Value.Trim(), other.Value.Trim(), StringComparison.OrdinalIgnoreCase);
            if (voice == own || !string.Equals(record.Slot?.Predicate, draft.Slot.Predicate, StringComparison.OrdinalIgnoreCase))
                continue;   // a source may change its mind, and does not confirm itself
            if (agrees)
                with.Add(voice);
            else if (!draft.Slot.MultiValued && draft.Supersedes != record.Id)
                against.Add(voice);
            isProtected |= !agrees && Decisions.Protection.Covers(record);
        }

        if (against.Count > 0)
            _reasons.Add(new GuardReason(GuardSignal.SlotConflict, isProtected ? ProtectedConflict : Math.Min(MostConflict, Conflict * against.Count), $"against {against.Count}"));
        return Math.Min(MostCorroboration, Corroboration * with.Count);
    }

    private GateVerdict Weigh(float reputation, float relief)
    {
        var suspicion = 0f;
        foreach (var reason in _reasons)
            suspicion += reason.Weight;
        suspicion = Math.Clamp(suspicion - (suspicion > 0 ? relief : 0), 0, 1);
        var trust = reputation * (1 - suspicion);
        var action = trust >= options.HoldBelow - 1e-6f ? GateAction.Store : trust < options.RejectBelow || reputation == 0 ? GateAction.Reject : GateAction.Hold;
        if (action != GateAction.Store && reputation < SourceStanding.Unknown)
            _reasons.Add(new GuardReason(GuardSignal.Reputation, SourceStanding.Unknown - reputation));
        return new GateVerdict(action, trust, _reasons.Count == 0 ? [] : [.. _reasons.OrderByDescending(reason => reason.Weight).ThenBy(reason => reason.Signal)]);
    }
}
