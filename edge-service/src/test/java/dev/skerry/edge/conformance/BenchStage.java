package dev.skerry.edge.conformance;

import dev.skerry.edge.conformance.Exchanged.Reply;
import dev.skerry.edge.conformance.Exchanged.Seen;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.request.OpenBench;
import dev.skerry.edge.sites.SiteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The pipeline in this process. */
final class BenchStage implements Stage {
    private final OpenBench bench;

    /** @param folder for the site's file */
    BenchStage(Path folder, String rules) throws IOException {
        bench = new OpenBench(SiteFile.load(SiteFiles.write(folder, "http://origin.test", rules)));
    }

    @Override
    public Instant now() {
        return bench.now();
    }

    @Override
    public void pass(Duration time) {
        bench.pass(time);
    }

    @Override
    public void jump(Duration by) {
        bench.jump(by);
    }

    @Override
    public Reply send(Ask ask, Function<Seen, Answer> origin) {
        List<String> fields = new ArrayList<>(ask.fields());
        if (!ask.content().isEmpty()) {
            fields.add("content-length: " + ask.content().length());
        }
        OpenBench.Answered got = bench.send(
                ask.method(),
                ask.target(),
                ask.content(),
                pairs(fields),
                (request, upstream) -> answer(
                        request.method(),
                        origin.apply(new Seen(request.method(), request.target(), lines(request.fields()))),
                        upstream));
        Lines head = lines(got.head().fields());
        return new Reply(
                got.head().status(),
                got.empty() ? head : withLength(head, got.content().length()),
                got.content(),
                got.interims().stream().map(ResponseHead::status).toList());
    }

    private static void answer(String method, Answer answer, OpenBench.Answering upstream) {
        answer.interims()
                .forEach(one -> upstream.interim(new ResponseHead(one.status(), Fields.of(pairs(one.fields())))));
        ResponseHead head = new ResponseHead(answer.status(), Fields.of(pairs(answer.fields())));
        String content = answer.hasContentFor(method) && answer.content() != null ? answer.content() : "";
        switch (answer.ending()) {
            case WHOLE -> upstream.answer(head, content);
            case BROKEN -> upstream.breakOff(head);
            case CLOSED -> upstream.fail(UpstreamFailure.CLOSED);
            case TIMEOUT -> upstream.fail(UpstreamFailure.TIMEOUT);
            case REFUSED -> upstream.fail(UpstreamFailure.CONNECT);
        }
    }

    /** As the sockets do it: the length is theirs to say. */
    private static Lines withLength(Lines head, int length) {
        List<String> lines = new ArrayList<>(head.lines());
        lines.removeIf(line -> Lines.nameOf(line).equals("content-length"));
        lines.add("content-length: " + length);
        return new Lines(lines);
    }

    private static String[] pairs(List<String> lines) {
        return lines.stream()
                .flatMap(line -> List.of(Lines.nameOf(line), Lines.valueOf(line)).stream())
                .toArray(String[]::new);
    }

    private static Lines lines(Fields fields) {
        List<String> lines = new ArrayList<>();
        for (Fields.Line line : fields) {
            lines.add(line.name() + ": " + line.value());
        }
        return new Lines(lines);
    }

    @Override
    public void settle(Reply last, BooleanSupplier asked) {
        // Everything has happened in send.
    }
}
