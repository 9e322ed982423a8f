/** Salesforce's Streaming API over the Bayeux client. */
module dev.halley.salesforce {
    requires static org.jspecify;
    requires transitive dev.halley.bayeux;
    requires java.xml;

    exports dev.halley.salesforce;
}
