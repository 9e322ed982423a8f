package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.reliability.fault.Fault;
import dev.halley.reliability.fault.FaultKind;
import dev.halley.reliability.fault.Plan;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static List<Plan> plans(int seconds) {
        return LongStream.rangeClosed(1, 50)
                .mapToObj(seed -> new Plan(Plan.Client.BAYEUX, "jdk", seed, seconds))
                .toList();
    }

    @Test
    void the_same_seed_gives_the_same_schedule_and_another_seed_another_one() {
        assertThat(plans(60)).allSatisfy(plan -> assertThat(plan.schedule()).isEqualTo(plan.schedule()));
        assertThat(new HashSet<>(plans(60).stream().map(Plan::schedule).toList()))
                .hasSize(50);
    }

    @Test
    void fifty_seeds_have_every_kind_of_fault_many_times_in_every_mode_over_every_route() {
        List<Plan> plans = plans(60);
        for (FaultKind kind : FaultKind.values()) {
            assertThat(plans.stream().filter(plan -> has(plan, kind)).count())
                    .as("%s", kind)
                    .isGreaterThan(kind == FaultKind.TLS_INVALID || kind == FaultKind.TLS_RENEWED ? 3 : 20);
        }
        Set<String> combinations = new HashSet<>();
        plans.forEach(plan -> combinations.add(plan.mode() + " " + plan.route()));
        assertThat(combinations).hasSize(9);
    }

    private static boolean has(Plan plan, FaultKind kind) {
        return plan.schedule().faults().stream().anyMatch(fault -> fault.kind() == kind);
    }

    @Test
    void faults_overlap_and_end_in_time_and_those_of_processes_follow_one_another() {
        Set<FaultKind> processes =
                EnumSet.of(FaultKind.CLIENT_PAUSED, FaultKind.SERVER_PAUSED, FaultKind.SERVER_KILLED);
        int overlapping = 0;
        for (Plan plan : plans(20)) {
            List<Fault> faults = plan.schedule().faults();
            assertThat(faults).hasSizeBetween(2, 4).allMatch(fault -> fault.endMillis() <= 20_000);
            for (Fault one : faults) {
                for (Fault other : faults) {
                    if (one != other && one.atMillis() <= other.endMillis() && other.atMillis() <= one.endMillis()) {
                        overlapping++;
                        assertThat(processes.contains(one.kind()) && processes.contains(other.kind()))
                                .as("%s", plan.schedule())
                                .isFalse();
                    }
                }
            }
        }
        assertThat(overlapping).isGreaterThan(20);
    }

    @Test
    void a_schedule_reads_as_one_fault_a_line() {
        assertThat(new Plan(Plan.Client.SOCKETIO, "netty", 4, 60)
                        .schedule()
                        .toString()
                        .lines())
                .hasSizeBetween(8, 13)
                .allMatch(line -> line.matches(" *[0-9.]+ s  [a-z0-9 ,.]+( s)?"));
        assertThat(new Plan(Plan.Client.SOCKETIO, "netty", 4, 60))
                .hasToString("socketio over netty, seed 4: recovery, " + "polling, TLS");
    }
}
