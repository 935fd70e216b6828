/**
 * Changing content, and the purges that a change owes: durable from before it until purge-service has committed them.
 */
@NullMarked
package dev.skerry.origin.publish;

import org.jspecify.annotations.NullMarked;
