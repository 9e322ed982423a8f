package dev.halley.blackbox;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The main classes of every module, read once for all architecture rules. */
final class HalleyClasses {
    /** Wall clock, threads and sleeping are the business of this package alone. */
    static final String TIME_AND_THREADS = "dev.halley.internal.loop..";

    /** Netty keeps its own time and threads; this class makes the threads. */
    static final String EVENT_LOOP = "dev.halley.wire.netty.internal.Loop";

    /** The one class that waits for a stage: every blocking face goes through it. */
    static final String BLOCKING_HOME = "dev.halley.internal.loop.Stages";

    /** Core's packages, named one by one: {@code dev.halley.wire.jdk} is another module. */
    static final String[] CORE = {"dev.halley", "dev.halley.json", "dev.halley.wire", "dev.halley.internal.."};

    static final String[] BAYEUX = {"dev.halley.bayeux.."};
    static final String[] SOCKETIO = {"dev.halley.engineio..", "dev.halley.socketio.."};

    /** Programs and test tools: they may start threads and look at the clock where they must. */
    static final String[] PROGRAMS_AND_TEST_TOOLS = {"dev.halley.testkit..", "dev.halley.cli..", "dev.halley.examples.."
    };

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(HalleyClasses::isNotOfThisModule)
            .importPackages("dev.halley");

    private HalleyClasses() {}

    private static boolean isNotOfThisModule(Location location) {
        return !location.contains("/dev/halley/blackbox/");
    }
}
