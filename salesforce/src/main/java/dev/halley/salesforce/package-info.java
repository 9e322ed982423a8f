/**
 * Salesforce's Streaming API: {@link dev.halley.salesforce.SalesforceClient} subscribes with replay,
 * {@link dev.halley.salesforce.SalesforceLogin} says how to log in. A layer on top of the Bayeux client; code of the
 * application runs on that client's executor. Imports bayeux and core.
 */
@NullMarked
package dev.halley.salesforce;

import org.jspecify.annotations.NullMarked;
