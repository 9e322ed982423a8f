/** The {@code halley} command and the servers that it can start. */
module dev.halley.cli {
    requires static org.jspecify;
    requires dev.halley.bayeux;
    requires info.picocli;

    opens dev.halley.cli to
            info.picocli;
}
