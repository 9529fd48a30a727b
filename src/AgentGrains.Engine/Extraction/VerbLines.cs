namespace AgentGrains.Engine.Extraction;

/// <summary>The table of predicates.</summary>
/// <remarks>
/// One line: predicate | S one value, M many, e an event, - an end | belief type | kind of value | ways, separated by " ; ".
/// In a way: "..." is one to three words, "/" between alternatives, "&lt;" after a past form that ends a state, "*" the value, "~" a value that is over, "?" a word that may be left out,
/// "be" first when a form of "be" comes before (adverbs may stand between).
/// </remarks>
internal static class VerbLines
{
    public const string Text = """
        lives in|S|Fact|Place|live/lives/living/lived< in/near/outside *
        lives in|S|Fact|Place|reside/resides/residing/resided< in * ; be based in * ; settle/settled in * ; be settled in *
        lives in|S|Fact|Place|live/lives/living/lived< with ... in *
        lives in|Se|Fact|Place|moved/relocated from ~ to * ; moved/relocated back?/over? to/into * ; moved/relocated to * from ~ ; moved in with ... in * ; emigrated/immigrated to *
        lives in|Se|Fact|Place|ended up in *
        lives in|-|Fact|Place|moved away/out from/of *
        comes from|S|Fact|Place|come/comes/came from * ; grew up in * ; be born in * ; be born and raised in * ; be raised in * ; be from * ; be originally from * ; hail/hails from *
        works at|S|Fact|Employer|work/works/working/worked< at/for *
        works at|S|Fact|Employer|be employed at/by * ; teach/teaches/teaching/taught< at *
        works at|Se|Fact|Employer|started working/work at/for * ; started at * ; started a new?/my? job at * ; got a new? job/position/gig/offer? at/with * ; landed a job at * ; got hired by/at *
        works at|Se|Fact|Proper|joined * ; be hired by/at *
        works at|-|Fact|Employer|quit/left/lost my/the/a? job/position at/with * ; quit/left/lost my job ; resigned/retired/resign from * ; got/be laid off from/by/at * ; got/be fired from/by * ; got let go from/by *
        works at|-|Fact|Proper|quit/left *
        works as|S|Fact|Job|work/works/working/worked< as *
        works as|S|Fact|Trade|be a/an/the *
        works as|Se|Fact|Trade|became/become a/an? *
        works as|Se|Fact|Job|got promoted to * ; got/be hired as * ; be promoted to * ; started as * ; started working as * ; got a new? job as * ; retrained as *
        works as|-|Fact|Job|stopped working as * ; quit being/working as? *
        studies|S|Fact|Noun|study/studies/studying/studied< * ; major/majors/majoring/majored< in *
        studies|Se|Fact|Noun|switched/changed my? major to * ; switched my major from ~ to *
        studies at|S|Fact|Employer|study/studies/studying/studied< at *
        married to|Se|Relation|Name|married * ; got married to *
        married to|S|Relation|Name|be married to *
        married to|-|Relation|Name|divorced * ; got divorced from *
        engaged to|S|Relation|Name|be engaged to * ; got engaged to *
        dating|S|Relation|Name|dating * ; be seeing * ; be dating * ; started dating/seeing *
        dating|-|Relation|Name|broke/split/breaking up with * ; dumped *
        drives|S|Fact|Specific|drive/drives/driving *
        uses|M|Preference|Proper|use/uses/using * instead of ~ ; use/uses/using *
        uses|Me|Preference|Noun|switched/migrated/moved from ~ to * ; swapped/ditched/dropped/abandoned/traded/left ~ for * ; replaced/swapped ~ with/by *
        uses|Me|Preference|Proper|switched/migrated over? to *
        uses|-|Preference|Noun|stopped using * ; quit using *
        uses|Me|Preference|Noun|started using *
        owns|M|Fact|Thing|own/owns/owned< * ; have/has/had< * ; 've/'s/have/has got *
        owns|Me|Fact|Thing|bought/purchased/inherited * ; got *
        owns|-|Fact|Thing|sold * ; got rid of * ; gave away *
        has pet|M|Fact|Pet|have/has/own/owns/had< * ; 've/'s/have/has got *
        has pet|Me|Fact|Pet|got/adopted/rescued/bought *
        has child|M|Relation|Child|have/has * ; 've/'s/have/has got *
        has child|Me|Relation|Child|had/adopted *
        has sibling|M|Relation|Sibling|have/has * ; 've/'s/have/has got *
        has adopted|Me|Event|Name|adopted *
        visited|Me|Event|Land|visited * ; went/traveled/travelled/flew to * ; been to * ; got/came back from * ; be just? back from * ; took a trip to * ; spent a week/weekend/month in * ; vacationed/holidayed in *
        speaks|M|Fact|Proper|speak/speaks/speaking/spoke< *
        speaks|M|Fact|Proper|be fluent in *
        plays|M|Fact|Played|play/plays/playing *
        plays|Me|Fact|Played|started playing *
        plays|-|Fact|Played|stopped/quit playing * ; gave up playing *
        learning|M|Fact|Any|be learning *
        learning|Me|Fact|Any|started learning *
        learning|-|Fact|Any|stopped/quit learning * ; gave up learning *
        allergic to|M|Fact|Noun|be allergic to * ; allergic to * ; have/has got? a/an * allergy ; 've/'s got a/an * allergy
        hobby|Me|Fact|Pastime|took up * ; taken up * ; got into * ; gotten into * ; started/begun/began *
        hobby|M|Fact|Pastime|be into *
        hobby|-|Fact|Pastime|gave up * ; given up * ; stopped/quit *
        likes|M|Preference|Liked|like/likes/love/loves/enjoy/enjoys/adore/adores * ; be fond of * ; be crazy/passionate about * ; be obsessed with *
        likes|M|Preference|Liked|be? a big/huge/massive? fan of *
        dislikes|M|Preference|Liked|hate/hates/dislike/dislikes/detest/detests/despise/despises/loathe/loathes *
        dislikes|M|Preference|Liked|can not stand *
        prefers|M|Preference|Liked|prefer/prefers * over/to/instead ; prefer/prefers *
        drinks|M|Preference|Liked|drink/drinks/drinking *
        drinks|-|Preference|Liked|stopped/quit drinking * ; gave up drinking *
        drinks|-|Preference|Drink|gave up * ; given up * ; stopped/quit *
        diet|S|Preference|Diet|be * ; be a/an * ; went/gone/turned/became *
        diet|S|Preference|Diet|be eating * ; eat/eats *
        collects|M|Fact|Noun|collect/collects/collecting/collected< *
        collects|-|Fact|Noun|stopped collecting *
        reads|Me|Event|Title|be? reading * ; finished reading *
        volunteers at|M|Fact|Employer|volunteer/volunteers/volunteering at/for *
        signed up for|Me|Event|Noun|signed up for * ; enrolled in * ; registered for *
        member of|Me|Fact|Noun|joined a/the/our/my *
        manages|M|Fact|Specific|manage/manages/managing/managed< * ; lead/leads/leading *
        reports to|S|Relation|Name|report/reports/reporting/reported< to *
        age|S|Fact|Number|be * ; be * years old ; turned *
        """;
}
