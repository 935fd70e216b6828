package dev.skerry.edge.policy;

import org.jspecify.annotations.Nullable;

/** Requests and responses as one line of text: {@code Name: value // Name: value}. */
final class Messages {
    /** {@code Tue, 15 Nov 1994 08:12:31 GMT}: when, in most cases, the response arrived. */
    static final long T = 784_887_151_000L;

    private Messages() {}

    static Fields fields(@Nullable String text) {
        Fields.Builder fields = Fields.builder();
        if (text != null) {
            for (String line : text.split(" // ", -1)) {
                int colon = line.indexOf(':');
                fields.add(line.substring(0, colon).strip(), line.substring(colon + 1));
            }
        }
        return fields.build();
    }

    static RequestHead request(String method, @Nullable String fields) {
        return new RequestHead(method, "example.org", "/a/page?x=1", fields(fields));
    }

    static RequestHead get(@Nullable String fields) {
        return request("GET", fields);
    }

    static ResponseHead response(int status, @Nullable String fields) {
        return new ResponseHead(status, fields(fields));
    }

    static ResponseHead ok(@Nullable String fields) {
        return response(200, fields);
    }

    /** An instant some seconds after {@link #T}, as HTTP-date. */
    static String date(long secondsAfterT) {
        return HttpDate.format(T + secondsAfterT * 1000);
    }
}
