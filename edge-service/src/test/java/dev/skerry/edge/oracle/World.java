package dev.skerry.edge.oracle;

import dev.skerry.edge.oracle.Asking.Why;
import dev.skerry.edge.oracle.Observed.Asked;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An edge, an origin and users, who do what the seeds of the steps say. After each step the edge is compared with the model. */
final class World {
    static final String HOST = "http://demo.test";

    private final BenchedEdge edge = new BenchedEdge();
    private final Origin origin = new Origin();
    private final Map<String, String> vary = new HashMap<>();
    private final List<Asked> open = new ArrayList<>();
    private final Map<Integer, Client> clients = new LinkedHashMap<>();
    private final Map<Integer, Client> waiting = new LinkedHashMap<>();
    private final List<Begun> begun = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private final List<String> targets;
    private final int mostOpen;

    /** One in so many steps leaves open what it has asked upstream. */
    private final int patience;

    private final Model model;
    private final Tally tally;
    private final @Nullable List<String> log;
    private int known;
    private long events;

    /** An answer whose content has not come yet. */
    private record Begun(Asked asked, Origin.Answer answer) {}

    /** What a client gets whose content is arriving. */
    private record Promise(Client client, Seen seen) {}

    World(long seed, Tally tally, @Nullable List<String> log) {
        this.tally = tally;
        this.log = log;
        Generator random = new Generator(seed);
        targets = Generator.TARGETS.subList(0, 1 + random.below(Generator.TARGETS.size()));
        mostOpen = 1 + random.below(8);
        patience = random.oneOf(2, 4, 100);
        model = new Model(Generator.TARGETS, tally);
        Generator.TARGETS.forEach(target -> vary.put(target, random.vary()));
    }

    /** @throws Difference if the edge does what it must not */
    void step(long seed) {
        events++;
        Generator random = new Generator(seed);
        int kind = random.below(100);
        if (!begun.isEmpty() && random.oneIn(3)) {
            end(begun.remove(random.below(begun.size())), random.oneIn(8));
        } else if (!open.isEmpty() && (kind < 35 || open.size() >= mostOpen)) {
            answer(open.get(random.below(open.size())), random);
        } else if (kind < 75) {
            request(random);
        } else if (kind < 92) {
            pass(random);
        } else if (kind < 95) {
            purge(random);
        } else {
            other(random);
        }
        if (!open.isEmpty() && !random.oneIn(patience)) {
            events++;
            answer(open.getLast(), random);
        }
    }

    /**
     * Answers whatever is open, until nothing is: nobody waits then.
     *
     * @throws Difference if it does not come to an end
     */
    void end(long seed) {
        Generator random = new Generator(seed);
        for (int i = 0; !open.isEmpty(); i++) {
            if (i == 100) {
                throw new Difference("the edge asks without end");
            }
            events++;
            answer(open.getFirst(), random);
        }
        while (!begun.isEmpty()) {
            end(begun.removeFirst(), false);
        }
        if (!promises.isEmpty()) {
            throw new Difference("all has been sent, and these wait for the rest: " + promises);
        }
        if (!waiting.isEmpty()) {
            throw new Difference("nothing is open, and these wait: " + waiting.values());
        }
    }

    private String target(Generator random) {
        return targets.get(random.below(targets.size()));
    }

    private void say(String text) {
        if (log != null) {
            log.add("t=" + (edge.now() - 1_728_000_000_000L) / 1000.0 + " "
                    + text.strip().replace("\n", "; "));
        }
    }

    private Client send(String method, String target, Generator random) {
        Fields fields = random.request(clients.size(), model.any(target).stored(), edge.now());
        Client client = new Client(clients.size(), method, target, fields, events);
        clients.put(client.number(), client);
        waiting.put(client.number(), client);
        say("client " + method + " " + target + " " + fields);
        edge.send(method, target, fields);
        return client;
    }

    private void request(Generator random) {
        Client client = send(random.oneIn(8) ? "HEAD" : "GET", target(random), random);
        model.arrived(client, observed(client), edge.now(), events);
    }

    /** What the edge has done since it was looked at last. */
    private Observed observed(Client leader) {
        List<Asked> asked = new ArrayList<>();
        while (known < edge.asked()) {
            RequestHead head = edge.asked(known);
            String user = Objects.requireNonNull(head.fields().first("x-user"));
            Asked one = new Asked(known, Objects.requireNonNull(clients.get(Integer.parseInt(user))), head);
            say("  edge asks " + head.method() + " " + head.target() + " for " + user + " with ["
                    + Reply.conditions(head.fields()) + "]");
            asked.add(one);
            open.add(one);
            known++;
        }
        Seen seen = null;
        Map<Client, Seen> others = new LinkedHashMap<>();
        for (Client client : List.copyOf(waiting.values())) {
            if (!edge.waits(client.number())) {
                waiting.remove(client.number());
                Seen got = Seen.of(edge, client.number());
                if (got.body() == null) {
                    promises.add(new Promise(client, got));
                }
                say("  " + client.number() + " gets " + got);
                if (client.equals(leader)) {
                    seen = got;
                } else {
                    others.put(client, got);
                }
            }
        }
        List<Client> still = waiting.values().stream()
                .filter(client -> client.target().equals(leader.target()))
                .toList();
        return new Observed(seen, others, asked, still);
    }

    private void pass(Generator random) {
        List<Kept> stored = model.any(target(random)).stored();
        long millis = random.oneOf(0, 1, 2, 5, 10, 11, 60, 1000) * 1000L;
        if (!stored.isEmpty() && !random.oneIn(3)) {
            Kept kept = stored.get(random.below(stored.size()));
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
        String target = target(random);
        String selector =
                random.oneOf("url:" + HOST + target, "key:k1", "key:k2", "everything", "url:" + HOST + target);
        say("purge " + selector);
        edge.purge(selector);
        tally.count("purge");
        if (selector.startsWith("key:")) {
            model.purgedKey(selector.substring(4));
        } else {
            (selector.equals("everything") ? Generator.TARGETS : List.of(target)).forEach(model::purged);
        }
    }

    /** A method that caches pass on. */
    private void other(Generator random) {
        String target = target(random);
        String method = random.oneOf("POST", "POST", "PUT", "DELETE", "FROB", "OPTIONS");
        Client client = send(method, target, random);
        Observed seen = observed(client);
        if (seen.asked().size() != 1 || seen.leader() != null) {
            throw new Difference(method + " was not passed on: " + seen);
        }
        Asked asked = seen.asked().getFirst();
        Fields sent = Reply.conditional(client.fields());
        if (!asked.head().method().equals(method)
                || !Reply.conditional(asked.head().fields()).equals(sent)) {
            throw new Difference(method + " went on as " + asked.head());
        }
        model.passes(new Asking(
                asked.number(),
                client,
                method,
                sent,
                new Why.Passed(),
                false,
                edge.now(),
                events,
                false,
                Set.of(),
                -1));
    }

    private void answer(Asked asked, Generator random) {
        open.remove(asked);
        Client client = asked.client();
        String target = client.target();
        if (random.oneIn(20)) {
            UpstreamFailure failure =
                    random.oneOf(UpstreamFailure.CONNECT, UpstreamFailure.TIMEOUT, UpstreamFailure.CLOSED);
            say("origin: " + failure + " to " + asked.number());
            edge.fail(asked.number(), failure);
            int status = failure == UpstreamFailure.TIMEOUT ? 504 : 502;
            model.failed(target, asked.number(), status, observed(client), edge.now(), events);
            return;
        }
        Origin.Answer answer =
                origin.answer(asked.head(), Objects.requireNonNull(vary.get(target)), random, edge.now());
        int status = answer.status();
        boolean whole = answer.body().isEmpty() || random.oneIn(2);
        say("origin: " + status + " " + answer.body() + " " + answer.fields() + " to " + asked.number()
                + (whole ? "" : ", the head alone"));
        edge.begin(asked.number(), status, answer.fields());
        if (whole) {
            edge.end(asked.number(), answer.body());
        }
        Observed seen = observed(client);
        if (!whole) {
            begun.add(new Begun(asked, answer));
        }
        model.answered(target, asked.number(), answer, whole, seen, edge.now(), events);
        if (!client.reads() && !client.method().equals("OPTIONS") && status >= 200 && status < 400) {
            tally.count("changed");
            changedBeside(target, answer.fields());
        }
    }

    private void end(Begun one, boolean broken) {
        int number = one.asked().number();
        say("origin: " + (broken ? "breaks off" : "the rest") + " to " + number);
        if (broken) {
            edge.breakOff(number);
        } else {
            edge.end(number, one.answer().body());
        }
        tally.count(broken ? "content broken off" : "content came later");
        Observed seen = observed(one.asked().client());
        if (seen.leader() != null || !seen.others().isEmpty() || !seen.asked().isEmpty()) {
            throw new Difference("content came, and " + seen);
        }
        model.ended(one.asked().client().target(), number, !broken);
        for (Promise promise : List.copyOf(promises)) {
            int user = promise.client().number();
            if (edge.arrives(user)) {
                continue;
            }
            promises.remove(promise);
            String text = edge.text(user);
            say("  " + user + " has got " + text);
            if (broken
                    ? promise.seen().promised().stream().noneMatch(body -> body.contains(text))
                    : !promise.seen().promised().contains(text)) {
                throw new Difference("client " + user + " has got " + text + " instead of " + promise.seen());
            }
        }
    }

    /** RFC 9111 §4.4. */
    private void changedBeside(String target, Fields answer) {
        for (String name : List.of("location", "content-location")) {
            String other = Objects.requireNonNullElse(answer.first(name), "");
            String path = other.startsWith(HOST) ? other.substring(HOST.length()) : other;
            if (Generator.TARGETS.contains(path) && !path.equals(target)) {
                model.changed(path, events);
            }
        }
    }
}
