package dev.skerry.simulation;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.nio.charset.StandardCharsets;

/** A user: reads what comes, and looks whether it is what the head says it is. */
final class User extends Asker {
    private final int number;
    private final StringBuilder text = new StringBuilder();
    private boolean over;

    User(World world, Node.Run node, SiteId site, String page, int number) {
        super(world, node, site, new RequestHead("GET", Catalog.host(site), page, Fields.EMPTY));
        this.number = number;
    }

    /** Whether all has come that will. */
    boolean isOver() {
        return over;
    }

    @Override
    void send(ResponseHead head, Content content) {
        if (content instanceof Content.Whole(Body.Reader reader, long length)) {
            read(head, reader);
        } else {
            over = true;
        }
    }

    private void read(ResponseHead head, Body.Reader reader) {
        for (byte[] segment = reader.poll(); segment != null; segment = reader.poll()) {
            text.append(new String(segment, StandardCharsets.UTF_8));
        }
        switch (reader.atEnd()) {
            case OPEN -> reader.onReadable(() -> read(head, reader));
            case FAILED -> {
                over = true;
                reader.close();
            }
            case COMPLETE -> {
                over = true;
                reader.close();
                if (head.fields().contains(SimulatedOrigin.READ) && head.status() == 200) {
                    checkContent();
                }
            }
        }
    }

    private void checkContent() {
        String page = request.host() + request.target() + " ";
        if (text.indexOf(page) != 0) {
            throw world.violated(this + " got '" + text + "'");
        }
        world.guarantee.checkContent(this + " of " + node.name(), due(), Long.parseLong(text.substring(page.length())));
    }

    @Override
    public void broken() {
        throw world.violated(this + ": a step of " + node.name() + " broke");
    }

    @Override
    public String toString() {
        return "user " + number + " " + request.host() + request.target();
    }
}
