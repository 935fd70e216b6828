/** What is deployed to Kubernetes: read strictly, and object by object against the others. */
@NullMarked
package dev.skerry.testing.kubernetes;

import org.jspecify.annotations.NullMarked;
