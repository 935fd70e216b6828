/** The command {@code skerry}: one class per subcommand. What it starts and stops is in {@code platform}. */
@NullMarked
package dev.skerry.cli;

import org.jspecify.annotations.NullMarked;
