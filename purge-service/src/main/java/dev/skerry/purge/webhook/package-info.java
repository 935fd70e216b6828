/**
 * Tells the URLs that a site's operator names that a purge is complete, or erased; signed, by HTTP, in the form of Standard
 * Webhooks (https://www.standardwebhooks.com).
 *
 * <p>Read {@link dev.skerry.purge.webhook.WebhookSchedule} first, which is pure and says what is due when;
 * {@link dev.skerry.purge.webhook.Webhooks} feeds it and does what it says, by
 * {@link dev.skerry.purge.webhook.WebhookSender}.
 *
 * <p>URLs come from site files alone, which only who has the scope {@code sites:write} writes: no request to purge can make
 * this service call anything. Redirects are not followed, so a receiver can't send it elsewhere either; and nothing of an
 * answer but its status is used.
 */
@NullMarked
package dev.skerry.purge.webhook;

import org.jspecify.annotations.NullMarked;
