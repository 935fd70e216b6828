package dev.skerry.simulation;

import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** What goes wrong in a world: processes die and come back, links are cut, what is kept is lost, and time passes unused. */
final class Misfortune {
    static final int KINDS = 12;

    private final World world;
    private final int favourite;
    private final boolean logForgets;

    /**
     * @param favourite what goes wrong more often than all else, so that some worlds see much of what is rare in the others
     * @param logForgets whether the log may lose its beginning
     */
    Misfortune(World world, int favourite, boolean logForgets) {
        this.world = world;
        this.favourite = favourite;
        this.logForgets = logForgets;
    }

    /** One of them; the favourite of the world half of the time. */
    void happen(int kind) {
        Node node = world.draw.of(world.nodes);
        switch (world.draw.oneIn(2) ? favourite : kind % KINDS) {
            case 0 -> crash(node);
            case 1, 2 -> revive(node);
            case 3 -> stop(node);
            case 4, 5 -> cut(node);
            case 6, 7 -> {
                if (world.draw.oneIn(2)) {
                    world.say("all links are whole again");
                    world.network.healAll();
                }
            }
            case 8 -> evict(node);
            case 9 -> compact();
            case 10 -> rarely();
            default -> longer();
        }
    }

    private void crash(Node node) {
        if (world.draw.oneIn(3) && node.run() != null) {
            world.tally.count("crash");
            node.crash();
        }
    }

    private void revive(Node node) {
        if (node.run() == null) {
            world.tally.count("start");
            node.start();
        }
    }

    private void stop(Node node) {
        Node.Run run = node.run();
        if (world.draw.oneIn(3) && run != null && node.isServing()) {
            world.tally.count("stop");
            run.stop();
        }
    }

    /** Mostly around the shield, where most can go wrong. */
    private void cut(Node any) {
        Node node = world.draw.oneIn(2) ? any : world.draw.of(world.nodesOf(Catalog.SHIELD));
        String other = world.draw.oneOf(
                World.LOG,
                World.LOG,
                World.ORIGIN,
                node.storePlace(),
                world.draw.of(world.nodes).name());
        world.tally.count("cut");
        world.say("the link between " + node.name() + " and " + other + " is cut");
        world.network.cut(node.name(), other);
        if (world.draw.oneIn(8)) {
            world.network.cut(world.draw.oneOf(PurgeDesk.WRITING, PurgeDesk.READING), World.LOG);
        }
    }

    private void evict(Node node) {
        Node.Run run = node.run();
        if (run != null) {
            SiteId site = world.draw.of(world.siteConfigs).site();
            run.memory.remove(World.key(site, world.draw.of(world.pages)));
        }
        if (world.draw.oneIn(3)) {
            world.stores.values().forEach(store -> store.evict(world.draw));
        }
    }

    private void compact() {
        world.tally.count("compaction");
        world.purgeTopic.compact(world.draw.below(World.PARTITIONS));
        world.receiptTopic.compact(0);
    }

    private void rarely() {
        switch (world.draw.below(6)) {
            case 0 -> poison();
            case 1, 2 -> {
                world.tally.count("purge-service restarts");
                world.desk.restart();
            }
            default -> {
                if (logForgets) {
                    world.tally.count("horizon");
                    int partition = world.draw.below(World.PARTITIONS);
                    long end = world.purgeTopic.end(partition);
                    world.purgeTopic.truncate(partition, end - Math.min(end, world.draw.below(4)));
                    world.say("the log begins at " + world.purgeTopic.begins());
                }
            }
        }
    }

    /** A record that nobody can read counts as a purge of all of its site, or of its partition. */
    private void poison() {
        world.tally.count("poison");
        SiteId named = world.draw.of(world.siteConfigs).site();
        boolean legible = world.draw.oneIn(2);
        int partition = Topics.partitionOf(named, World.PARTITIONS);
        byte[] key = (legible ? named + "/hard/what?" : "///").getBytes(StandardCharsets.UTF_8);
        long offset = world.purgeTopic.append(partition, key, new byte[] {1, 2, 3}, world.clock.getAsLong());
        long event = world.events.next();
        for (SiteConfig config : world.siteConfigs) {
            if (legible
                    ? config.site().equals(named)
                    : Topics.partitionOf(config.site(), World.PARTITIONS) == partition) {
                world.guarantee.appended(
                        null,
                        config.site(),
                        PurgeMode.HARD,
                        world.versions(config.site(), Set.copyOf(Catalog.PAGES)),
                        offset,
                        event);
            }
        }
    }

    private void longer() {
        world.pass(Duration.ofMillis(world.draw.oneOf(1000, 1000, 2000, 4000, 15_000)));
    }
}
