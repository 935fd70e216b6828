package dev.skerry.testing;

/** Decides for {@link NeedsBrowser}. */
final class BrowserCondition extends NeedCondition<NeedsBrowser> {
    static final String REASON = "needs a browser:";

    BrowserCondition() {
        super(
                NeedsBrowser.class,
                NeedsBrowser::value,
                () -> Chromium.find().isPresent(),
                "Chromium and its driver are on PATH",
                REASON);
    }
}
