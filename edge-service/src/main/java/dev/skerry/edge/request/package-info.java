/**
 * The user side: what happens to a request, from the site table to the answer. Read
 * {@link dev.skerry.edge.request.RequestPipeline} first.
 */
@NullMarked
package dev.skerry.edge.request;

import org.jspecify.annotations.NullMarked;
