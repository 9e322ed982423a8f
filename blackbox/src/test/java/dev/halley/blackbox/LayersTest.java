package dev.halley.blackbox;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.halley.blackbox.HalleyClasses.ALL;
import static dev.halley.blackbox.HalleyClasses.BAYEUX;
import static dev.halley.blackbox.HalleyClasses.CORE;
import static dev.halley.blackbox.HalleyClasses.SOCKETIO;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Who may see whom. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LayersTest {
    private static final DescribedPredicate<JavaClass> INTERNAL = resideInAPackage("..internal..");

    private static final String[] JDK = {"java..", "javax.crypto..", "javax.net..", "javax.security.."};

    @Test
    void every_module_was_read() {
        assertThat(ALL.stream().map(JavaClass::getPackageName).distinct())
                .contains(
                        "dev.halley",
                        "dev.halley.wire",
                        "dev.halley.json",
                        "dev.halley.wire.jdk",
                        "dev.halley.wire.netty",
                        "dev.halley.json.jackson",
                        "dev.halley.json.jackson3",
                        "dev.halley.json.gson",
                        "dev.halley.testkit",
                        "dev.halley.bayeux",
                        "dev.halley.salesforce",
                        "dev.halley.engineio",
                        "dev.halley.socketio",
                        "dev.halley.socketio.parser",
                        "dev.halley.socketio.msgpack",
                        "dev.halley.cli",
                        "dev.halley.examples");
    }

    @Test
    void packages_form_no_cycles() {
        // A client's public package stands on its internals, and they speak its types: that one edge may close a
        // circle.
        slices().matching("(dev.halley..)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(not(INTERNAL), INTERNAL)
                .check(ALL);
    }

    @Test
    void core_needs_nothing_but_the_jdk_and_static_annotations() {
        classes()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(CORE).or(resideInAnyPackage(JDK).or(resideInAPackage("org.jspecify.."))))
                .check(ALL);
    }

    @Test
    void wires_codecs_and_test_kit_know_no_protocol() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.halley.wire..", "dev.halley.json..", "dev.halley.testkit..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(BAYEUX)
                        .or(resideInAnyPackage(SOCKETIO))
                        .or(resideInAPackage("dev.halley.cli..")))
                .check(ALL);
    }

    @Test
    void bayeux_does_not_see_socketio() {
        noClasses()
                .that()
                .resideInAnyPackage(BAYEUX)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SOCKETIO)
                .check(ALL);
    }

    @Test
    void socketio_does_not_see_bayeux() {
        noClasses()
                .that()
                .resideInAnyPackage(SOCKETIO)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BAYEUX)
                .check(ALL);
    }

    @Test
    void engineio_does_not_see_socketio() {
        noClasses()
                .that()
                .resideInAPackage("dev.halley.engineio..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.halley.socketio..")
                .check(ALL);
    }

    @Test
    void internals_of_a_protocol_are_used_by_that_protocol_only() {
        // The session of Socket.IO is made of sessions of the engine.
        internalsAreUsedBy("engineio", "dev.halley.engineio..", "dev.halley.socketio.internal..", "dev.halley.cli..");
        internalsAreUsedBy("bayeux", "dev.halley.bayeux..", "dev.halley.cli..");
        internalsAreUsedBy("socketio", "dev.halley.socketio..", "dev.halley.cli..");
    }

    private static void internalsAreUsedBy(String protocol, String... users) {
        noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.halley." + protocol + ".internal..")
                .check(ALL);
    }

    @Test
    void examples_use_public_packages_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.halley.examples..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.halley.internal..", "dev.halley.*.internal.."))
                .check(ALL);
    }

    @Test
    void the_command_shares_the_scanner_and_the_channel_rules_and_nothing_else_that_is_internal() {
        noClasses()
                .that()
                .resideInAPackage("dev.halley.cli..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.halley.internal..", "dev.halley.*.internal..")
                        .and(not(resideInAnyPackage("dev.halley.internal.json", "dev.halley.bayeux.internal.message"))))
                .check(ALL);
    }

    @Test
    void the_messagepack_parser_shares_text_helpers_and_the_rules_of_packets_and_nothing_else_that_is_internal() {
        noClasses()
                .that()
                .resideInAPackage("dev.halley.socketio.msgpack..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.halley.internal..", "dev.halley.*.internal..")
                        .and(not(
                                resideInAnyPackage("dev.halley.internal.json", "dev.halley.socketio.internal.packet"))))
                .check(ALL);
    }

    @Test
    void only_the_jdk_wire_uses_the_jdk_http_client() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.halley.wire.jdk..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(ALL);
    }

    @Test
    void only_nettys_wire_uses_netty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.halley.wire.netty..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(ALL);
    }

    @Test
    void transports_do_not_see_the_session() {
        noClasses()
                .that()
                .resideInAPackage("dev.halley.*.internal.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.halley.*.internal.session..", "dev.halley.*.internal.dispatch..")
                .check(ALL);
    }

    @Test
    void codecs_see_neither_transport_nor_session_nor_wire() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.halley.*.internal.message..",
                        "dev.halley.*.internal.packet..",
                        "dev.halley.*.internal.payload..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.halley.*.internal.transport..",
                        "dev.halley.*.internal.session..",
                        "dev.halley.*.internal.dispatch..",
                        "dev.halley.wire..")
                .check(ALL);
    }

    @Test
    void public_types_show_no_internal_type() {
        classes()
                .that(not(INTERNAL))
                .and()
                .arePublic()
                // The kernel is what tests in virtual time hand over; it has no public name yet.
                .and()
                .doNotHaveFullyQualifiedName("dev.halley.testkit.VirtualTime")
                .should(showNoInternalType())
                .check(ALL);
    }

    @Test
    void every_package_says_what_it_is_and_is_null_marked() {
        List<String> bare = new ArrayList<>();
        ALL.stream().map(JavaClass::getPackage).distinct().forEach(each -> {
            if (!isNullMarked(each)) {
                bare.add(each.getName());
            }
        });

        assertThat(bare).as("packages without a @NullMarked package-info").isEmpty();
    }

    private static boolean isNullMarked(JavaPackage each) {
        return each.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .orElse(false);
    }

    /** What javac's lint "exports" checks, which stays off because it refuses statically required annotations as well. */
    private static ArchCondition<JavaClass> showNoInternalType() {
        return new ArchCondition<>("show no internal type in a public or protected signature") {
            @Override
            public void check(JavaClass owner, ConditionEvents events) {
                Stream.concat(
                                Stream.of(owner.getRawSuperclass().stream()),
                                Stream.of(owner.getRawInterfaces().stream()))
                        .flatMap(types -> types)
                        .filter(INTERNAL)
                        .forEach(type -> report(owner, owner.getName(), type, events));
                for (JavaMember member : owner.getMembers()) {
                    if (member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED)) {
                        typesShownBy(member)
                                .filter(INTERNAL)
                                .forEach(type -> report(owner, member.getFullName(), type, events));
                    }
                }
            }

            private void report(JavaClass owner, String where, JavaClass type, ConditionEvents events) {
                events.add(SimpleConditionEvent.violated(owner, where + " shows " + type.getName()));
            }
        };
    }

    private static Stream<JavaClass> typesShownBy(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }
}
