/**
 * The real parts that Skerry stands on, a Kafka broker and Redis servers, as child processes of a machine without
 * Docker. {@code ./skerry up} and the tests of every module start them from here.
 */
@NullMarked
package dev.skerry.parts;

import org.jspecify.annotations.NullMarked;
