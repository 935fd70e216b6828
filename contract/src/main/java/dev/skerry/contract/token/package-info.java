/**
 * Bearer tokens, as every service that takes them verifies them: {@link dev.skerry.contract.token.TokenVerifier} makes of
 * an {@code Authorization} field either who asks or a typed refusal. What a refusal becomes over HTTP is the service's.
 *
 * <p>Apart from the contract's values because it reads a key file, and in the contract because what a token proves must
 * not differ between services. No type of Vert.x, Netty or Quarkus appears, and none of the JWT library in a signature.
 */
@NullMarked
package dev.skerry.contract.token;

import org.jspecify.annotations.NullMarked;
