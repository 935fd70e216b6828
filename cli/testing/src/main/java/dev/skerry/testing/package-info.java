/** What the tests of every module share: real Kafka and Redis for JUnit, and the rules of the house for ArchUnit. */
@NullMarked
package dev.skerry.testing;

import org.jspecify.annotations.NullMarked;
