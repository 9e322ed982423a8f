package dev.halley.engineio;

/** A version of the Engine.IO protocol. */
public enum EngineVersion {
    /** Engine.IO 4: servers of Socket.IO 3 and 4. */
    V4(4),
    /** Engine.IO 3: servers of Socket.IO 1 and 2, and later ones with {@code allowEIO3}. */
    V3(3);

    private final int number;

    EngineVersion(int number) {
        this.number = number;
    }

    /**
     * The version as the query parameter {@code EIO} has it.
     *
     * @return 4 or 3
     */
    public int number() {
        return number;
    }
}
