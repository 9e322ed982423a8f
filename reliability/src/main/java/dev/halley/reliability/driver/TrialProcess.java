package dev.halley.reliability.driver;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.Outcome;
import dev.halley.reliability.report.Result;
import dev.halley.reliability.trial.TrialMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs a trial in a process of its own. Any thread, which waits. */
public final class TrialProcess {
    /** Start, recovery, forgetting of old sessions, end of threads. */
    private static final int MORE_SECONDS = 150;

    private final ChildProcess processes;

    /**
     * Prepares trials.
     *
     * @param directory where their journals go
     */
    public TrialProcess(Path directory) {
        this.processes = new ChildProcess(directory);
    }

    /**
     * Where the journal of a trial is.
     *
     * @param plan the trial
     * @return a file, there after it ran
     */
    public Path journal(Plan plan) {
        return processes.journal(plan.id());
    }

    /**
     * Runs one.
     *
     * @param plan the trial
     * @return what it came to
     * @throws IOException if the process can't be started
     * @throws InterruptedException if this thread is interrupted; the process is ended then
     */
    public Outcome run(Plan plan) throws IOException, InterruptedException {
        return processes
                .run(
                        plan.id(),
                        plan.seconds() + MORE_SECONDS,
                        TrialMain.class,
                        List.of(
                                plan.client().toString(),
                                plan.wire(),
                                String.valueOf(plan.seed()),
                                String.valueOf(plan.seconds())))
                .map(line -> Result.parse(Outcome.class, line))
                .orElseGet(() -> Outcome.failed(plan, "the trial ended without a result"));
    }
}
