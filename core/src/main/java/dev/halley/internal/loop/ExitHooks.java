package dev.halley.internal.loop;

/** What runs when the JVM exits. Any thread. */
public interface ExitHooks {
    /** Those of this JVM. */
    ExitHooks JVM = new ExitHooks() {
        @Override
        public void add(Thread hook) {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void remove(Thread hook) {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        }
    };

    /**
     * Takes one more.
     *
     * @throws IllegalStateException when the JVM is exiting
     */
    void add(Thread hook);

    /**
     * Forgets one.
     *
     * @throws IllegalStateException when the JVM is exiting
     */
    void remove(Thread hook);
}
