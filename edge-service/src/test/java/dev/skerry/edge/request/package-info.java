@NullMarked
package dev.skerry.edge.request;

import org.jspecify.annotations.NullMarked;
