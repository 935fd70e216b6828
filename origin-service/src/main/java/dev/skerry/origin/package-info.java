/**
 * The central data centre's content store and site registry: composition, settings and what all parts share.
 *
 * <p>A request comes in at {@code http}, which alone knows Vert.x; {@code content} keeps files, {@code publish} changes them and sees to it
 * that each change is purged, {@code sites} keeps what operators apply and alone knows Kafka.
 */
@NullMarked
package dev.skerry.origin;

import org.jspecify.annotations.NullMarked;
