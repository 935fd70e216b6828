/** Tests of what a token proves, against tokens that a signer of the tests' own makes and forges. */
@NullMarked
package dev.skerry.contract.token;

import org.jspecify.annotations.NullMarked;
