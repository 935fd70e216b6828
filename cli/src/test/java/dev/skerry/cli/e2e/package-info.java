/** The whole platform, driven from outside by its command, as a user would. */
@NullMarked
package dev.skerry.cli.e2e;

import org.jspecify.annotations.NullMarked;
