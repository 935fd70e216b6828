/** The rules of HTTP caches as a table of stories, told to the pipeline on its own and to a real edge over sockets. */
@NullMarked
package dev.skerry.edge.conformance;

import org.jspecify.annotations.NullMarked;
