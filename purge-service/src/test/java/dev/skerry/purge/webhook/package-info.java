@NullMarked
package dev.skerry.purge.webhook;

import org.jspecify.annotations.NullMarked;
