/** A user of Halley who knows nothing but the one dependency; its payload types are open to the JSON codec. */
module dev.halley.blackbox {
    requires dev.halley.bayeux;

    opens dev.halley.blackbox;
}
