package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.observe.ClientLog;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TapTest {
    private final List<String> told = new ArrayList<>();
    private @Nullable String id;
    private final Tap tap = new Tap(
            traffic -> told.add(traffic.text()),
            null,
            Runnable::run,
            Kernel.shared().time(),
            () -> id,
            new ClientLog("test", System.getLogger("test"), null));

    private void receive(String text) {
        tap.received(1, URI.create("ws://localhost/"), text.toCharArray(), text.length());
    }

    @Test
    void the_id_of_a_session_is_masked_in_any_text_of_it() {
        id = "session1";
        receive("403:session1:go away");
        assertThat(told).containsExactly("403:***:go away");
    }

    @Test
    void the_id_stays_masked_when_the_session_has_ended() {
        id = "session1";
        receive("goodbye");
        id = null;
        receive("403:session1:go away");
        assertThat(told).containsExactly("goodbye", "403:***:go away");
    }

    @Test
    void the_id_of_the_former_session_is_masked_beside_that_of_the_present_one() {
        id = "session1";
        receive("goodbye");
        id = "session2";
        receive("session2 takes the place of session1");
        assertThat(told).containsExactly("goodbye", "*** takes the place of ***");
    }
}
