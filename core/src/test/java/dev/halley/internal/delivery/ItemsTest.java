package dev.halley.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemsTest {
    @Test
    void it_behaves_like_a_deque_with_sizes() {
        Random random = new Random(42);
        Items<Integer> items = new Items<>();
        Items<Integer> other = new Items<>();
        ArrayDeque<Integer> model = new ArrayDeque<>();
        ArrayDeque<Integer> otherModel = new ArrayDeque<>();
        for (int i = 0; i < 200_000; i++) {
            // Grows to several thousand and shrinks to nothing, more than once.
            int kind = random.nextInt((i / 20_000) % 2 == 0 ? 4 : 16);
            switch (kind) {
                case 0, 1 -> {
                    items.addLast(i, i % 7);
                    model.addLast(i);
                }
                case 2 -> {
                    items.addFirst(i, i % 7);
                    model.addFirst(i);
                }
                case 3 -> {
                    Integer last = items.pollLast();
                    assertThat(last).isEqualTo(model.pollLast());
                    checkSize(items, last);
                }
                case 4 -> {
                    if (random.nextInt(50) == 0) {
                        items.moveTo(other);
                        otherModel.addAll(model);
                        model.clear();
                        Items<Integer> swap = items;
                        items = other;
                        other = swap;
                        ArrayDeque<Integer> swapModel = model;
                        model = otherModel;
                        otherModel = swapModel;
                    }
                }
                default -> {
                    Integer first = items.pollFirst();
                    assertThat(first).isEqualTo(model.pollFirst());
                    checkSize(items, first);
                }
            }
            if (items.size() != model.size() || items.isEmpty() != model.isEmpty()) {
                assertThat(items.size()).isEqualTo(model.size());
            }
        }
        long bytes = model.stream().mapToLong(item -> item % 7).sum();
        assertThat(items.bytes()).isEqualTo(bytes);
    }

    private static void checkSize(Items<Integer> items, Integer removed) {
        if (removed != null && items.removedBytes() != removed % 7) {
            assertThat(items.removedBytes()).isEqualTo(removed % 7);
        }
    }

    @Test
    void lasting_items_have_no_size_and_are_passed_over_in_their_places() {
        Items<Integer> items = new Items<>();
        items.addLasting(1);
        items.addLast(2, 20);
        items.addLasting(3);
        items.addLast(4, 40);
        items.addLasting(5);
        assertThat(items.counted()).isEqualTo(2);
        assertThat(items.bytes()).isEqualTo(60);
        assertThat(items.pollCounted(true)).isEqualTo(2);
        assertThat(items.removedBytes()).isEqualTo(20);
        assertThat(items.pollCounted(false)).isEqualTo(4);
        assertThat(items.removedBytes()).isEqualTo(40);
        assertThat(items.pollCounted(true)).isNull();
        assertThat(items.toList()).containsExactly(1, 3, 5);
        assertThat(items.counted()).isZero();
        Items<Integer> other = new Items<>();
        items.moveTo(other);
        assertThat(items.size() + items.counted()).isZero();
        items.addLast(6, 6);
        items.moveTo(other);
        assertThat(other.pollCounted(false)).isEqualTo(6);
        assertThat(other.toList()).containsExactly(1, 3, 5);
        assertThat(other.pollFirst()).isEqualTo(1);
        assertThat(other.removedBytes()).isZero();
        assertThat(other.bytes()).isZero();
    }
}
