package dev.skerry.cli.platform;

import dev.skerry.contract.PopId;

/**
 * Ports of one PoP on 127.0.0.1.
 *
 * @param pop whose they are
 * @param http plain HTTP for users and child PoPs
 * @param https HTTPS for users
 * @param admin health, metrics, explain
 * @param redis of the PoP's shared cache tier
 */
public record PopPorts(PopId pop, int http, int https, int admin, int redis) {}
