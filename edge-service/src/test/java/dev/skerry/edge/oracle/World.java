package dev.skerry.edge.oracle;

import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.request.BenchedEdge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An edge, an origin and users, who do what the seeds of the steps say. After each step the edge is judged. */
final class World {
    private static final String HOST = "http://demo.test";
    private static final List<String> VARY = List.of("", "", "accept-language", "accept-encoding, x-none");

    private final BenchedEdge edge = new BenchedEdge();
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, String> vary = new HashMap<>();
    private final List<Asking> open = new ArrayList<>();
    private final Map<Integer, Client> waiting = new LinkedHashMap<>();
    private final Map<Integer, Client> clients = new HashMap<>();
    private final Map<String, Long> keyPurges = new HashMap<>();
    private final Tally tally;
    private final @Nullable List<String> log;
    private final Judge judge;
    private final Settling settling;
    private int known;
    private int ids;
    private long events;

    World(long seed, Tally tally, @Nullable List<String> log) {
        this.tally = tally;
        this.log = log;
        judge = new Judge(tally);
        settling = new Settling(tally);
        SplittableRandom random = new SplittableRandom(seed);
        for (String target : Generator.TARGETS) {
            slots.put(target, new Slot());
            vary.put(target, Switches.VARIANTS ? VARY.get(random.nextInt(VARY.size())) : "");
        }
    }

    /** @throws Difference if the edge does what it must not */
    void step(long seed) {
        events++;
        Generator random = new Generator(seed);
        int kind = random.below(100);
        if (!open.isEmpty() && (kind < 35 || open.size() >= 3)) {
            answer(open.get(random.below(open.size())), random);
        } else if (kind < 75) {
            request(random);
        } else if (kind < 92) {
            pass(random);
        } else if (kind < 95) {
            purge(random);
        } else {
            unsafe(random);
        }
        if (!open.isEmpty() && !random.oneIn(4)) {
            events++;
            answer(open.getLast(), random);
        }
    }

    private void say(String text) {
        if (log != null) {
            log.add("t=" + (edge.now() - 1_728_000_000_000L) / 1000.0 + " "
                    + text.strip().replace("\n", "; "));
        }
    }

    private Slot slot(String target) {
        return Objects.requireNonNull(slots.get(target));
    }

    private void request(Generator random) {
        String target = random.oneOf("/a", "/a", "/b", "/c", "/d");
        Slot slot = slot(target);
        String method = random.oneIn(8) && Switches.HEADS ? "HEAD" : "GET";
        Fields fields = random.request(clients.size(), slot.kept, edge.now());
        Client client = new Client(clients.size(), method, target, fields, events);
        clients.put(client.number(), client);
        say("client " + method + " " + target + " " + fields);
        edge.send(method, target, fields);
        List<Integer> asked = newlyAsked();
        boolean answered = !edge.waits(client.number());
        Kept selected = slot.select(fields);
        if (answered) {
            Seen seen = Seen.of(edge, client.number());
            say("  gets " + seen + (asked.isEmpty() ? "" : " and the edge asks"));
            boolean refreshing =
                    open.stream().anyMatch(one -> one.leader.target().equals(target));
            judge.answeredAtOnce(client, slot, seen, edge.now(), asked.size(), refreshing);
            asked.forEach(number -> opened(number, client, true, false));
            return;
        }
        waiting.put(client.number(), client);
        judge.notAnswered(client, slot, selected, edge.now());
        if (asked.isEmpty()) {
            tally.count("waits for another's fetch");
            if (open.stream().noneMatch(one -> one.leader.target().equals(target))) {
                throw new Difference("client " + client.number() + " waits and nobody asks upstream");
            }
        }
        if (asked.size() > 1) {
            throw new Difference("one request of a client made " + asked.size() + " upstream requests");
        }
        asked.forEach(number -> opened(number, client, false, false));
    }

    /** Judges what the edge asks its upstream, and remembers it. */
    private void opened(int number, Client client, boolean background, boolean again) {
        Slot slot = slot(client.target());
        RequestHead head = edge.asked(number);
        String conditions = Reply.conditions(head.fields());
        say("  edge asks " + head.method() + " " + head.target() + " for " + client.number() + " with [" + conditions
                + "]" + (background ? " in the background" : ""));
        Kept old = slot.select(client.fields());
        if (slot.vague || (again && !conditions.isEmpty())) {
            List<Kept> all = new ArrayList<>(slot.replaced);
            all.addAll(slot.kept.reversed());
            for (Kept kept : all) {
                old = Questions.validators(kept).equals(conditions) && Variants.match(kept, client.fields())
                        ? kept
                        : old;
            }
        }
        boolean aboutOthers = old != null
                && (slot.vague || again)
                && !conditions.equals(Questions.validators(old))
                && !Questions.choices(slot, conditions).isEmpty();
        old = aboutOthers ? null : old;
        boolean passed = Questions.asks(client, slot, old, head, edge.now(), again, background);
        tally.count(slot.vague ? "judged vaguely" : "judged exactly");
        List<Kept> choices = old != null ? List.of() : Questions.choices(slot, conditions);
        tally.count(passed ? "passed as asked" : conditions.isEmpty() ? "asked whole" : "asked to validate");
        open.add(
                new Asking(number, client, head.method(), old, choices, passed, again, background, edge.now(), events));
    }

    private List<Integer> newlyAsked() {
        List<Integer> numbers = new ArrayList<>();
        while (known < edge.asked()) {
            numbers.add(known++);
        }
        return numbers;
    }

    private void pass(Generator random) {
        Slot slot = slot(random.oneOf("/a", "/a", "/b", "/c", "/d"));
        long millis = random.oneOf(0, 1, 2, 5, 10, 11, 60, 1000) * 1000L;
        if (!slot.kept.isEmpty() && !random.oneIn(3)) {
            Kept kept = slot.kept.get(random.below(slot.kept.size()));
            long window = Math.max(0, kept.said().seconds(random.oneOf("stale-while-revalidate", "stale-if-error")));
            long border = kept.lifetime() + (random.oneIn(2) ? 0 : window * 1000) - kept.age(edge.now());
            long to = border + random.oneOf(-1, 0, 1) * 1000L;
            millis = to >= 0 && to <= 1_000_000 ? to : millis;
        }
        // Whole seconds: where Date is missing, what stands in for it is one.
        millis = (millis + 999) / 1000 * 1000;
        edge.pass(millis);
        say("pass " + millis / 1000.0 + " s");
    }

    private void purge(Generator random) {
        String target = random.oneOf("/a", "/a", "/b", "/c", "/d");
        String selector =
                random.oneOf("url:" + HOST + target, "key:k1", "key:k2", "everything", "url:" + HOST + target);
        say("purge " + selector);
        edge.purge(selector);
        tally.count("purge");
        if (selector.startsWith("key:")) {
            String key = selector.substring(4);
            keyPurges.put(key, events);
            slots.values()
                    .forEach(slot ->
                            slot.kept.removeIf(kept -> Judge.keys(kept.fields()).contains(key)));
            return;
        }
        for (String one : selector.equals("everything") ? Generator.TARGETS : List.of(target)) {
            slot(one).clear();
            slot(one).vague =
                    open.stream().anyMatch(asking -> asking.leader.target().equals(one));
            open.stream().filter(asking -> asking.leader.target().equals(one)).forEach(asking -> asking.purged = true);
        }
    }

    private void unsafe(Generator random) {
        String target = random.oneOf("/a", "/a", "/b", "/c", "/d");
        String method = random.oneOf("POST", "PUT", "DELETE", "FROB", "OPTIONS");
        Fields fields = random.request(clients.size(), slot(target).kept, edge.now());
        Client client = new Client(clients.size(), method, target, fields, events);
        clients.put(client.number(), client);
        say("client " + method + " " + target + " " + fields);
        edge.send(method, target, fields);
        List<Integer> asked = newlyAsked();
        if (asked.size() != 1) {
            throw new Difference(method + " made " + asked.size() + " upstream requests");
        }
        RequestHead head = edge.asked(asked.getFirst());
        if (!head.method().equals(method) || !Reply.conditions(head.fields()).equals(Reply.conditions(fields))) {
            throw new Difference(method + " went on as " + head);
        }
        waiting.put(client.number(), client);
        open.add(new Asking(asked.getFirst(), client, method, null, List.of(), true, false, false, edge.now(), events));
    }

    private void answer(Asking opened, Generator random) {
        open.remove(opened);
        Asking asking = opened.choices.isEmpty() ? opened : opened.about(chosen(opened.choices, random));
        Client leader = asking.leader;
        String target = leader.target();
        Slot slot = slot(target);
        if (random.oneIn(20)) {
            UpstreamFailure failure =
                    random.oneOf(UpstreamFailure.CONNECT, UpstreamFailure.TIMEOUT, UpstreamFailure.CLOSED);
            say("origin: " + failure + " to " + asking.number);
            edge.fail(asking.number, failure);
            Outcome outcome = judge.failed(opened, slot, failure == UpstreamFailure.TIMEOUT ? 504 : 502, edge.now());
            settle(opened, slot, outcome, null, Fields.EMPTY);
            return;
        }
        String id = "r" + ids++;
        String conditions = Reply.conditions(edge.asked(asking.number).fields());
        boolean mayNotModify = leader.reads() && (conditions.contains("if-none-match") || conditions.contains("since"));
        boolean notModified = mayNotModify && !conditions.contains("if-match") && random.oneIn(2);
        int status = notModified ? 304 : random.status();
        String varies = Objects.requireNonNull(vary.get(target));
        Fields fields = notModified
                ? random.notModified(id, asking.old == null ? null : asking.old.etag(), varies, edge.now())
                : random.response(id, varies, edge.now());
        if (!leader.reads() && random.oneIn(3)) {
            String other = random.oneOf("/a", HOST + "/b", "/c", "http://other.test/d");
            boolean own = other.endsWith(target);
            fields = fields.with(
                    own && !Switches.POST_ANSWERS_GET ? "location" : random.oneOf("location", "content-location"),
                    other);
        }
        Kept old = asking.old;
        boolean asksHead = asking.method.equals("HEAD") && !asking.passed && old != null;
        boolean agrees = asksHead && !notModified && random.oneIn(2);
        if (agrees && old != null) {
            status = 200;
            fields = old.etag() == null ? fields.without("etag") : fields.with("etag", old.etag());
        }
        boolean empty = notModified || status == 204 || asking.method.equals("HEAD");
        String body = empty ? "" : id + ":abcdefghij";
        if (!notModified && status != 204) {
            int length = agrees && old != null ? old.body().length() : id.length() + 11;
            fields = fields.with("content-length", Integer.toString(length));
        }
        say("origin: " + status + " " + body + " " + fields + " to " + asking.number);
        if (!leader.reads() && !leader.method().equals("OPTIONS") && status >= 200 && status < 400) {
            invalidate(target);
            for (String name : List.of("location", "content-location")) {
                String other = Objects.requireNonNullElse(fields.first(name), "");
                String path = other.startsWith(HOST) ? other.substring(HOST.length()) : other;
                if (slots.containsKey(path)) {
                    invalidate(path);
                }
            }
        }
        edge.answer(asking.number, status, body, fields);
        Kept response = Kept.of(leader.fields(), status, fields, body, asking.at, edge.now(), asking.born);
        // Of other variants, that the origin may choose among, nothing is served but after a 304.
        Asking about = status == 304 || asking.choices.isEmpty() ? asking : opened;
        settle(about, slot, judge.answered(about, slot, response, fields, keyPurges, edge.now()), response, fields);
    }

    /** Of several with one tag the newest is meant. */
    private static Kept chosen(List<Kept> choices, Generator random) {
        String tag = choices.get(random.below(choices.size())).etag();
        return choices.stream()
                .filter(kept -> Objects.equals(kept.etag(), tag))
                .findFirst()
                .orElseThrow();
    }

    /** RFC 9110 §9.3.3. */
    private static Storing answersReads(Asking asking, Kept response, Fields all, long now) {
        String target = asking.leader.target();
        List<String> locations = all.all("content-location");
        boolean may = asking.method.equals("POST")
                && response.status() == 200
                && response.explicit()
                && locations.size() == 1
                && (locations.getFirst().equals(target) || locations.getFirst().equals(HOST + target));
        return may ? Storing.of(asking.leader.fields().without("range"), response, all, now) : Storing.NEVER;
    }

    /** What a POST was answered that answers GET too is there from now on, unless something has overtaken it. */
    private void posted(Asking asking, Slot slot, Kept response) {
        tally.count("POST answers GET");
        boolean purged =
                Judge.keys(response.fields()).stream().anyMatch(key -> keyPurges.getOrDefault(key, -1L) > asking.born);
        if (!asking.purged && !purged) {
            slot.put(response);
        }
        boolean others = open.stream().anyMatch(one -> one.leader.target().equals(asking.leader.target()));
        slot.vague |= asking.invalidated || asking.purged || others || !response.fresh(edge.now());
    }

    private void invalidate(String target) {
        tally.count("invalidated");
        slot(target).clear();
        for (Asking asking : open) {
            if (asking.leader.target().equals(target)) {
                asking.invalidated = true;
                asking.invalidatedAt = events;
                slot(target).vague = true;
            }
        }
    }

    /** Judges everything that an answer of the origin has set in motion. */
    private void settle(Asking asking, Slot slot, Outcome outcome, @Nullable Kept arrived, Fields arrivedFields) {
        boolean asksAgain = false;
        List<Integer> asked = newlyAsked();
        Client leader = asking.leader;
        Seen seen = null;
        if (waiting.containsKey(leader.number()) && !edge.waits(leader.number())) {
            waiting.remove(leader.number());
            seen = Seen.of(edge, leader.number());
            say("  leader " + leader.number() + " gets " + seen);
        }
        for (int number : asked) {
            asksAgain |= leader.equals(asker(number));
        }
        if (leader.reads()) {
            settling.settled(asking, slot, outcome, seen, asksAgain, edge.now());
        } else {
            Storing storing =
                    arrived == null ? Storing.NEVER : answersReads(asking, arrived, arrivedFields, edge.now());
            judge.passedOn(outcome, seen, storing);
            if (arrived != null && seen != null && seen.stored()) {
                posted(asking, slot, arrived);
            }
        }
        for (Client client : List.copyOf(waiting.values())) {
            if (!edge.waits(client.number())) {
                waiting.remove(client.number());
                Seen got = Seen.of(edge, client.number());
                say("  waiter " + client.number() + " gets " + got);
                judge.waiterAnswered(client, slot, asking, outcome, got, edge.now());
            }
        }
        for (int number : asked) {
            Client client = asker(number);
            boolean waits = waiting.containsKey(client.number());
            opened(number, client, !waits, true);
        }
    }

    private Client asker(int number) {
        String user = Objects.requireNonNull(edge.asked(number).fields().first("x-user"));
        return Objects.requireNonNull(clients.get(Integer.parseInt(user)));
    }
}
