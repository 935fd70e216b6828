/** Tests of what reads topics, as far as they need no broker; the others are in the module {@code testing}. */
@NullMarked
package dev.skerry.contract.log;

import org.jspecify.annotations.NullMarked;
