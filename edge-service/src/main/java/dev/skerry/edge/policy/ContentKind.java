package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Web cache deception: an attacker makes a user ask for {@code /account/x.css}, the origin takes it for {@code /account} and
 * answers with the user's page, and a cache keeps that for everybody because it looks like a style sheet. The type of the
 * response tells: a page is no style sheet.
 *
 * <p>Extensions that are not in the table say nothing of the type, so there is nothing to compare. What is in it, by
 * extension (types as in IANA's registry and as servers commonly send them; {@code application/octet-stream} is a type of
 * downloads and fonts, not of what a browser runs or shows):
 *
 * <table>
 * <caption>Types that belong to an extension</caption>
 * <tr><th>extension</th><th>types</th></tr>
 * <tr><td>css</td><td>text/css</td></tr>
 * <tr><td>js mjs cjs</td><td>text/javascript, application/javascript, application/x-javascript</td></tr>
 * <tr><td>json map webmanifest</td><td>application/json, text/json, application/manifest+json, anything +json</td></tr>
 * <tr><td>xml rss atom</td><td>application/xml, text/xml, anything +xml but XHTML</td></tr>
 * <tr><td>txt csv md</td><td>text/plain, text/csv, text/markdown, by extension</td></tr>
 * <tr><td>png jpg jpeg gif webp avif svg ico bmp tif tiff jxl heic</td><td>image/*</td></tr>
 * <tr><td>woff woff2 ttf otf eot</td><td>font/*, application/font-*, application/x-font-*,
 *     application/vnd.ms-fontobject, application/octet-stream</td></tr>
 * <tr><td>mp4 m4v webm mov ogv ts m4s m3u8 mpd, mp3 m4a ogg oga opus wav flac aac</td><td>video/*, audio/*, their
 *     application types, application/octet-stream</td></tr>
 * <tr><td>pdf, wasm</td><td>application/pdf; application/wasm</td></tr>
 * <tr><td>zip gz tgz bz2 xz zst 7z rar tar jar dmg exe msi deb rpm iso apk bin</td><td>application/zip, gzip, zstd,
 *     java-archive, octet-stream, x-*, vnd.*, but JSON and XML</td></tr>
 * </table>
 */
public final class ContentKind {
    private static final String OCTETS = "application/octet-stream";
    private static final String PAGE = "application/xhtml+xml";

    /** What some take for the end of a name. */
    private static final Pattern ENDS = Pattern.compile("[;/\\\\?#&,\\x00-\\x20]");

    private static final Map<String, Kind> BY_EXTENSION = table();

    private ContentKind() {}

    /**
     * Types that belong together: each whole, or its beginning and a star, or a star and its end. A beginning within
     * {@code application} is not that of data with a syntax of its own, which is what a stolen answer of an API would be.
     */
    private record Kind(List<String> types) {
        boolean has(String type) {
            return !type.equals(PAGE) && types.stream().anyMatch(pattern -> matches(pattern, type));
        }

        private static boolean matches(String pattern, String type) {
            if (pattern.startsWith("*")) {
                return type.endsWith(pattern.substring(1));
            }
            if (!pattern.endsWith("*")) {
                return type.equals(pattern);
            }
            boolean data = type.startsWith("application/") && (type.endsWith("+json") || type.endsWith("+xml"));
            return !data && type.startsWith(pattern.substring(0, pattern.length() - 1));
        }
    }

    private static Map<String, Kind> table() {
        Map<String, Kind> table = new HashMap<>();
        put(table, "css", "text/css");
        put(table, "js mjs cjs", "text/javascript", "application/javascript", "application/x-javascript");
        put(table, "json map webmanifest", "application/json", "text/json", "*+json");
        put(table, "xml rss atom", "application/xml", "text/xml", "*+xml");
        put(table, "txt", "text/plain");
        put(table, "csv", "text/csv", "text/plain");
        put(table, "md", "text/markdown", "text/plain");
        put(table, "png jpg jpeg gif webp avif svg ico bmp tif tiff jxl heic", "image/*");
        put(
                table,
                "woff woff2 ttf otf eot",
                "font/*",
                "application/font-*",
                "application/x-font-*",
                "application/vnd.ms-fontobject",
                OCTETS);
        put(
                table,
                "mp4 m4v webm mov ogv ts m4s m3u8 mpd mp3 m4a ogg oga opus wav flac aac",
                "video/*",
                "audio/*",
                "application/ogg",
                "application/mp4",
                "application/vnd.apple.mpegurl",
                "application/x-mpegurl",
                "application/dash+xml",
                OCTETS);
        put(table, "pdf", "application/pdf");
        put(table, "wasm", "application/wasm");
        put(
                table,
                "zip gz tgz bz2 xz zst 7z rar tar jar dmg exe msi deb rpm iso apk bin",
                "application/zip",
                "application/gzip",
                "application/zstd",
                "application/x-*",
                "application/vnd.*",
                "application/java-archive",
                OCTETS);
        return Map.copyOf(table);
    }

    private static void put(Map<String, Kind> table, String extensions, String... types) {
        for (String extension : extensions.split(" ")) {
            table.put(extension, new Kind(List.of(types)));
        }
    }

    /**
     * Whether the path looks like something that the response is not: a type that does not belong to the extension, or none.
     * A response that never has content is what it is.
     *
     * @param target of the request, origin-form, normalised
     */
    public static boolean isDeceptive(String target, ResponseHead response) {
        if (response.status() == 204 || response.status() == 205) {
            return false;
        }
        List<Kind> kinds = kindsOf(target);
        if (kinds.isEmpty()) {
            return false;
        }
        @Nullable String type = typeOf(response.fields());
        return type == null || !kinds.stream().allMatch(kind -> kind.has(type));
    }

    /**
     * The kinds that an origin or another cache may see in the path: of its last segment, encoded octets decoded, and of each
     * part of that between what some take for the end of a name.
     */
    private static List<Kind> kindsOf(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String segment = decoded(path.substring(path.lastIndexOf('/') + 1));
        List<Kind> kinds = new ArrayList<>();
        for (String name : ENDS.split(segment, -1)) {
            int dot = name.lastIndexOf('.');
            Kind kind = dot < 0 ? null : BY_EXTENSION.get(Syntax.lowerCase(name.substring(dot + 1)));
            if (kind != null) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Each encoded octet as one character; twice, since an origin behind a proxy may decode what that has decoded. */
    private static String decoded(String segment) {
        return once(once(segment));
    }

    private static String once(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                out.append((char) (high << 4 | low));
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Type and subtype in lower case; null if either is missing, or there is more than one that differ. */
    private static @Nullable String typeOf(Fields fields) {
        @Nullable String found = null;
        for (String line : fields.all("content-type")) {
            int parameters = line.indexOf(';');
            String type = Syntax.lowerCase(Syntax.trim(parameters < 0 ? line : line.substring(0, parameters)));
            if (type.indexOf('/') <= 0 || (found != null && !found.equals(type))) {
                return null;
            }
            found = type;
        }
        return found;
    }
}
