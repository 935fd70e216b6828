package dev.skerry.contract.token;

/** What a verifier makes of an {@code Authorization} field: who asks, or why nobody is believed to. */
public sealed interface TokenVerdict permits VerifiedToken, TokenRefusal {}
