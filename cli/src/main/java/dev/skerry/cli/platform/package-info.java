/**
 * The platform on one machine: which processes it has, where they keep their things, how they are started, found again,
 * watched and stopped. {@link dev.skerry.cli.platform.Platform} is where to begin reading.
 */
@NullMarked
package dev.skerry.cli.platform;

import org.jspecify.annotations.NullMarked;
