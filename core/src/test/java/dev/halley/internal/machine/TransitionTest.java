package dev.halley.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionTest {
    @Test
    void effects_are_a_copy() {
        List<String> effects = new ArrayList<>(List.of("send"));
        Transition<Integer, String> transition = new Transition<>(1, effects);
        effects.add("later");
        assertThat(transition.effects()).containsExactly("send");
        assertThatThrownBy(() -> transition.effects().add("more")).isInstanceOf(UnsupportedOperationException.class);
    }
}
