/** What operators ask a node: health, metrics, and why a URL is answered as it is. */
@NullMarked
package dev.skerry.edge.admin;

import org.jspecify.annotations.NullMarked;
