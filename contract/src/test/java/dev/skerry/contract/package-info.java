/** Tests of the contract: golden files for every form that crosses a border, and tables of what is read and refused. */
@NullMarked
package dev.skerry.contract;

import org.jspecify.annotations.NullMarked;
