package dev.skerry.purge;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Printable;

/**
 * Who asks for a purge, and how. Made printable, since it goes into logs.
 *
 * @param subject of the token
 * @param client address that the request came from, without port
 * @param via by which API
 */
public record Requester(String subject, String client, AuditRecord.Via via) {
    /** Makes both texts printable. */
    public Requester {
        subject = Printable.of(subject);
        client = Printable.of(client);
    }
}
