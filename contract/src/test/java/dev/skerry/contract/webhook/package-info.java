/** Tests of how webhooks are signed, against what others have computed. */
@NullMarked
package dev.skerry.contract.webhook;

import org.jspecify.annotations.NullMarked;
