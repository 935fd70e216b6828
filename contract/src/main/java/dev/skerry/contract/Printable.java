package dev.skerry.contract;

/** Text from outside made safe for one line of a log or an error message. */
public final class Printable {
    private static final int MAX_LENGTH = 200;

    private Printable() {}

    /**
     * Returns {@code text} with control characters and non-ASCII replaced by {@code ?}, cut after 200 characters, so
     * that a hostile value can neither forge a log line nor flood one.
     */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_LENGTH + 3));
        for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            out.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return text.length() > MAX_LENGTH ? out.append("...").toString() : out.toString();
    }
}
