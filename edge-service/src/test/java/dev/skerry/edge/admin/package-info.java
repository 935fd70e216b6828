@NullMarked
package dev.skerry.edge.admin;

import org.jspecify.annotations.NullMarked;
