/** A user of Halley who knows nothing but the one dependency. */
module dev.halley.blackbox {
    requires dev.halley.bayeux;
}
