/**
 * What webhooks are signed with: of the platform's key ({@link dev.skerry.contract.webhook.WebhookKey}) each site has a
 * secret of its own. In the contract because purge-service signs and the command tells the secret, and both must come to the
 * same; apart from the contract's values because it reads a file.
 */
@NullMarked
package dev.skerry.contract.webhook;

import org.jspecify.annotations.NullMarked;
