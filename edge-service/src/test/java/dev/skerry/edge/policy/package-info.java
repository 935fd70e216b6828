/** The caching rules, case by case from the RFCs' text, on plain numbers as time. */
@NullMarked
package dev.skerry.edge.policy;

import org.jspecify.annotations.NullMarked;
