package dev.skerry.edge.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All stories by their topics. */
final class Suite {
    private Suite() {}

    static Map<String, List<Scenario>> topics() {
        Map<String, List<Scenario>> topics = new LinkedHashMap<>();
        topics.put("freshness", FreshnessCases.all());
        topics.put("parsing", ParsingCases.all());
        topics.put("targeted", TargetedCases.all());
        topics.put("stale", StaleCases.all());
        topics.put("status", StatusCases.all());
        topics.put("storing", StoringCases.all());
        topics.put("vary", VaryCases.all());
        topics.put("methods", MethodCases.all());
        topics.put("freshening", FresheningCases.all());
        topics.put("requests", RequestCases.all());
        topics.put("fields", FieldCases.all());
        topics.put("conditional", ConditionalCases.all());
        topics.put("ranges", RangeCases.all());
        topics.put("age", AgeCases.all());
        topics.put("cache-status", CacheStatusCases.all());
        topics.put("multipart", MultipartCases.all());
        topics.put("partial", PartialCases.all());
        topics.put("head", HeadCases.all());
        topics.put("post", PostCases.all());
        topics.put("interim", InterimCases.all());
        topics.put("groups", GroupCases.all());
        topics.put("negotiation", NegotiationCases.all());
        topics.put("site rules", SiteRuleCases.all());
        topics.put("key rules", KeyRuleCases.all());
        return topics;
    }

    static List<Scenario> all() {
        return topics().values().stream().flatMap(List::stream).toList();
    }
}
