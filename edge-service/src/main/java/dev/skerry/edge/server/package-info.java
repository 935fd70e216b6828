/** Listeners: HTTP/1.1 and 2, plain and with TLS, for users; HTTP/1.1 for administrators. */
@NullMarked
package dev.skerry.edge.server;

import org.jspecify.annotations.NullMarked;
