package dev.halley.wire.jdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.tests.RecordingListener;
import dev.halley.wire.tests.WireTest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is so with the JDK's WebSocket only. */
class JdkSocketTest extends WireTest {
    @BeforeEach
    void accept() {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept()));
    }

    private ScriptedSocket peer() {
        return server.takeSocket(SOON);
    }

    @Test
    void a_long_message_in_one_frame_arrives_in_parts() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        String big = "0123456789".repeat(20_000);
        peer().sendText(big);
        listener.expect("text " + big);
        assertThat(listener.parts.get()).isGreaterThan(1);
    }

    @Test
    void a_close_code_that_the_jdk_refuses_and_a_long_reason_are_adapted() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        listener.link().sendClose(1009, "ü".repeat(100)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        Frame close = peer().takeFrame(Frame.Kind.CLOSE, SOON);
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.closeReason()).isEqualTo("ü".repeat(61));
    }

    @Test
    void what_one_task_of_the_engine_brought_is_completed_once_and_a_long_one_in_between() {
        RecordingListener listener = new RecordingListener(false);
        HttpClientWire own = (HttpClientWire) wire;
        JdkSocket socket = new JdkSocket(own, server.ws(), listener, null);
        ReadBatch.around(() -> {
            assertThat(socket.onText(null, "a", true)).isNull();
            assertThat(socket.onText(null, "", true)).isNull();
            assertThat(listener.batches).hasValue(0);
        });
        assertThat(listener.batches).hasValue(1);
        ReadBatch.around(() -> {
            for (int i = 0; i < 100; i++) {
                assertThat(socket.onText(null, "x".repeat(1000), true)).isNull();
            }
        });
        assertThat(listener.batches).hasValue(3);
        assertThat(socket.onText(null, "outside of any task", true)).isNull();
        assertThat(listener.batches).hasValue(4);
    }
}
