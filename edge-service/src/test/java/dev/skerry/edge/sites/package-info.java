@NullMarked
package dev.skerry.edge.sites;

import org.jspecify.annotations.NullMarked;
