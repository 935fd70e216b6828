/** {@code ./skerry test --rolling}: every service is restarted in turn, under load. */
@NullMarked
package dev.skerry.rolling;

import org.jspecify.annotations.NullMarked;
