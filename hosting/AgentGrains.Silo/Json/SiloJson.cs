using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace AgentGrains.Silo;

/// <summary>Every body of the API. Serializers are generated at build time: a type that is not listed here cannot leak out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(MemoryKindConverter), typeof(MemoryIdConverter), typeof(TimestampConverter)])]
[JsonSerializable(typeof(RememberBody))]
[JsonSerializable(typeof(ReceiptsBody))]
[JsonSerializable(typeof(RecordBody))]
[JsonSerializable(typeof(RecallBody))]
[JsonSerializable(typeof(RecallAnswer))]
[JsonSerializable(typeof(ResolveBody))]
[JsonSerializable(typeof(ResolveAnswer))]
[JsonSerializable(typeof(RecallOutcomeBody))]
[JsonSerializable(typeof(OutcomeAnswer))]
[JsonSerializable(typeof(RankingAnswer))]
[JsonSerializable(typeof(VerifyBody))]
[JsonSerializable(typeof(EraseBody))]
[JsonSerializable(typeof(ErasedAnswer))]
[JsonSerializable(typeof(LiftedAnswer))]
[JsonSerializable(typeof(CertificateAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(CubeAnswer))]
[JsonSerializable(typeof(MoveBody))]
[JsonSerializable(typeof(MoveAnswer))]
[JsonSerializable(typeof(IReadOnlyList<MoveAnswer>))]
[JsonSerializable(typeof(AuditEntryAnswer))]
[JsonSerializable(typeof(FederationBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(SubgoalBody))]
[JsonSerializable(typeof(SessionContextBody))]
[JsonSerializable(typeof(EditsBody))]
[JsonSerializable(typeof(EditReceiptsBody))]
[JsonSerializable(typeof(ExpandBody))]
[JsonSerializable(typeof(ExpansionBody))]
[JsonSerializable(typeof(ResourceBody))]
[JsonSerializable(typeof(ResourceInfoBody))]
[JsonSerializable(typeof(ResourcePieceBody))]
[JsonSerializable(typeof(SecretBody))]
[JsonSerializable(typeof(IReadOnlyList<SecretInfoBody>))]
[JsonSerializable(typeof(GrantBody))]
[JsonSerializable(typeof(SecretGrantBody))]
[JsonSerializable(typeof(SecretValueBody))]
[JsonSerializable(typeof(LessonEditsBody))]
[JsonSerializable(typeof(LessonsAnswer))]
[JsonSerializable(typeof(ConceptsBody))]
[JsonSerializable(typeof(ProblemQueryBody))]
[JsonSerializable(typeof(ExperienceBody))]
[JsonSerializable(typeof(TaskQueryBody))]
[JsonSerializable(typeof(ExperiencesAnswer))]
[JsonSerializable(typeof(SkillsBody))]
[JsonSerializable(typeof(ChooseBody))]
[JsonSerializable(typeof(ChoiceBody))]
[JsonSerializable(typeof(RewardBody))]
[JsonSerializable(typeof(SkillBankBody))]
[JsonSerializable(typeof(ReceiptBody))]
[JsonSerializable(typeof(AgentBody))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(HeldBody))]
[JsonSerializable(typeof(IReadOnlyList<ConsolidationAnswer>))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(CanaryBody))]
[JsonSerializable(typeof(RollbackAnswer))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(GuardPolicyBody))]
[JsonSerializable(typeof(GuardSourceBody))]
[JsonSerializable(typeof(GuardEventBody))]
[JsonSerializable(typeof(TenantBody))]
[JsonSerializable(typeof(RulesBody))]
[JsonSerializable(typeof(LimitsBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(TenantErasureAnswer))]
[JsonSerializable(typeof(TenantCertificateAnswer))]
[JsonSerializable(typeof(DebateBody))]
[JsonSerializable(typeof(DebateStatusBody))]
[JsonSerializable(typeof(DebateEventBody))]
[JsonSerializable(typeof(DebateCancelBody))]
[JsonSerializable(typeof(DebateCancelAnswer))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(string))]
internal sealed partial class SiloJson : JsonSerializerContext
{
    /// <summary>The context to use: duplicate fields are refused, and letters of every script are written as themselves.</summary>
    public static SiloJson Strict => StrictContext.Instance;

    // A class of its own, so that it is made after the generated defaults that it starts from.
    private static class StrictContext
    {
        public static readonly SiloJson Instance = new(new JsonSerializerOptions(Default.Options)
        {
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        });
    }
}
