package dev.skerry.bench;

import dev.skerry.stage.Stage;

/** What can be measured of purges. */
enum PurgeBenchmark {
    /** See {@link PurgeLatency}. */
    LATENCY("latency", "purge latency: from the request to every point of presence, and to the receipts") {
        @Override
        void run(Settings settings, Report report, Stage stage) throws Exception {
            new PurgeLatency(settings, report, stage).run();
        }
    },
    /** See {@link PurgeFanout}. */
    FANOUT("fanout", "purge fanout: a fleet of many nodes") {
        @Override
        void run(Settings settings, Report report, Stage stage) throws Exception {
            new PurgeFanout(settings, report, stage).run();
        }
    },
    /** See {@link PurgeScale}. */
    SCALE("scale", "purge scale: what a node costs the centre") {
        @Override
        void run(Settings settings, Report report, Stage stage) throws Exception {
            new PurgeScale(settings, report, stage).run();
        }
    },
    /** See {@link PurgeThroughput}. */
    THROUGHPUT("throughput", "purge throughput: many selectors a second while hits are served") {
        @Override
        void run(Settings settings, Report report, Stage stage) throws Exception {
            new PurgeThroughput(settings, report, stage).run();
        }
    },
    /** See {@link IndexCost}. */
    INDEX("index", "purge index: memory of a selector, time of a look-up, cost of purging everything") {
        @Override
        void run(Settings settings, Report report, Stage stage) {
            new IndexCost(settings, report).run();
        }
    },
    /** See {@link PurgeRestart}. */
    RESTART("restart", "purge restart: reading a long purge log from its beginning") {
        @Override
        void run(Settings settings, Report report, Stage stage) throws Exception {
            new PurgeRestart(settings, report, stage).run();
        }
    },
    /** See {@link FenceCheck}. */
    FENCE_CHECK("fence-check", "purge fence-check: what the protocol costs a hit") {
        @Override
        void run(Settings settings, Report report, Stage stage) throws Exception {
            new FenceCheck(settings, report, stage).run();
        }
    };

    private final String text;
    private final String title;

    PurgeBenchmark(String text, String title) {
        this.text = text;
        this.title = title;
    }

    /** Measures, prints to {@code report}, and leaves what it has started to {@code stage}. */
    abstract void run(Settings settings, Report report, Stage stage) throws Exception;

    /** For people. */
    String title() {
        return title;
    }

    @Override
    public String toString() {
        return text;
    }
}
