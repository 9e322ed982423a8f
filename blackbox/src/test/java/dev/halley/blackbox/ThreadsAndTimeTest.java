package dev.halley.blackbox;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.halley.blackbox.HalleyClasses.ALL;
import static dev.halley.blackbox.HalleyClasses.BLOCKING_HOME;
import static dev.halley.blackbox.HalleyClasses.EVENT_LOOP;
import static dev.halley.blackbox.HalleyClasses.PROGRAMS_AND_TEST_TOOLS;
import static dev.halley.blackbox.HalleyClasses.TIME_AND_THREADS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * What a class may do to threads and clocks: machines nothing at all, the loop everything, the rest goes through it. A
 * method reference counts as a call.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThreadsAndTimeTest {
    private static final Set<String> HARMLESS =
            Set.of(TimeUnit.class.getName(), ByteBuffer.class.getName(), URI.class.getName());

    @Test
    void machines_have_no_clock_no_executor_and_no_io() {
        noClasses()
                .that(DescribedPredicate.describe("are part of a machine", ThreadsAndTimeTest::isPartOfMachine))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "reach for time, threads or I/O", ThreadsAndTimeTest::reachesForTimeThreadsOrIo))
                .orShould()
                .accessTargetWhere(readsTheTime())
                .check(ALL);
    }

    @Test
    void clocks_are_read_in_the_loop_only() {
        outsideTheLoop().should().accessTargetWhere(readsTheTime()).check(ALL);
    }

    @Test
    void threads_are_made_in_the_loop_only() {
        outsideTheLoop()
                .should()
                .accessTargetWhere(constructorOf(Thread.class))
                .orShould()
                .accessTargetWhere(constructorOf(ThreadPoolExecutor.class))
                .orShould()
                .accessTargetWhere(constructorOf(ForkJoinPool.class))
                .orShould()
                .accessTargetWhere(constructorOf(Timer.class))
                .orShould()
                .accessTargetWhere(target(owner(type(Executors.class))))
                .orShould()
                .accessTargetWhere(target(owner(type(Thread.class)))
                        .and(target(nameMatching("of(Platform|Virtual)|startVirtualThread"))))
                .check(ALL);
    }

    @Test
    void nobody_sleeps_outside_the_loop() {
        outsideTheLoop()
                .should()
                .accessTargetWhere(target(owner(type(Thread.class))).and(target(name("sleep"))))
                .orShould()
                .accessTargetWhere(target(owner(type(TimeUnit.class))).and(target(name("sleep"))))
                .check(ALL);
    }

    @Test
    void deadlines_come_from_the_loop_not_from_the_common_pool() {
        outsideTheLoop()
                .should()
                .accessTargetWhere(target(owner(type(CompletableFuture.class)))
                        .and(target(nameMatching("orTimeout|completeOnTimeout|delayedExecutor"))))
                .check(ALL);
    }

    @Test
    void stages_are_waited_for_in_one_place() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PROGRAMS_AND_TEST_TOOLS)
                .and(DescribedPredicate.describe(
                        "are not the blocking home",
                        each -> !outermost(each).getName().equals(BLOCKING_HOME)))
                .should()
                .accessTargetWhere(target(owner(assignableTo(Future.class))).and(target(nameMatching("join|get"))))
                .check(ALL);
    }

    private static GivenClassesConjunction outsideTheLoop() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(TIME_AND_THREADS)
                .and(DescribedPredicate.describe(
                        "are not Netty's event loop",
                        each -> !outermost(each).getName().equals(EVENT_LOOP)))
                .and(DescribedPredicate.not(resideInAnyPackage(PROGRAMS_AND_TEST_TOOLS)));
    }

    /** A call of the constructor or a reference to it; so for a subclass's constructor too. */
    private static DescribedPredicate<JavaAccess<?>> constructorOf(Class<?> type) {
        return target(owner(assignableTo(type))).and(target(name(JavaConstructor.CONSTRUCTOR_NAME)));
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheTime() {
        return DescribedPredicate.describe("reads a clock", call -> {
            String method = call.getTarget().getName();
            JavaClass owner = call.getTargetOwner();
            return owner.isEquivalentTo(System.class)
                            && (method.equals("currentTimeMillis") || method.equals("nanoTime"))
                    || owner.getPackageName().equals(Instant.class.getPackageName()) && method.equals("now")
                    || owner.isEquivalentTo(Clock.class);
        });
    }

    private static boolean isPartOfMachine(JavaClass each) {
        return outermost(each).getSimpleName().endsWith("Machine");
    }

    private static JavaClass outermost(JavaClass each) {
        return each.getEnclosingClass().map(ThreadsAndTimeTest::outermost).orElse(each);
    }

    private static boolean reachesForTimeThreadsOrIo(JavaClass each) {
        if (HARMLESS.contains(each.getName())) {
            return false;
        }
        return each.isEquivalentTo(Clock.class)
                || each.isAssignableTo(Thread.class)
                || resideInAnyPackage(
                                "java.util.concurrent..",
                                "java.io..",
                                "java.net..",
                                "java.nio",
                                "java.nio.channels..",
                                "java.nio.file..",
                                "dev.halley.wire..",
                                "dev.halley.internal.loop..",
                                "dev.halley.internal.http..")
                        .test(each);
    }
}
