package dev.skerry.simulation;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.SkerryHeaders;
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
        this(world, node, site, new RequestHead("GET", Catalog.host(site), page, Fields.EMPTY), number);
    }

    private User(World world, Node.Run node, SiteId site, RequestHead request, int number) {
        super(world, node, site, request);
        this.number = number;
    }

    /** A publisher who looks whether the purge at {@code offset} has done what it should. */
    static User naming(World world, Node.Run node, SiteId site, String page, long offset, int number) {
        Fields named = Fields.of(SkerryHeaders.FENCE, node.fence(site).partition() + ":" + offset);
        User user = new User(world, node, site, new RequestHead("GET", Catalog.host(site), page, named), number);
        user.demand(world.guarantee.named(site, page, offset));
        return user;
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
