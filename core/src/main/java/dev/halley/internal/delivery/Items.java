package dev.halley.internal.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items with their sizes in bytes: a ring that grows, without an object per item. Some of them are lasting ones, which have
 * no size and don't count. Not thread-safe; whoever holds it says who may touch it.
 */
final class Items<T> {
    private static final int SMALL = 16;
    /** Above this capacity an emptied ring is given back: one burst must not cost memory for ever. */
    private static final int KEPT = 1024;

    /** In the place of the size of a lasting item. */
    private static final int LASTING = -1;

    private static final @Nullable Object[] NO_ITEMS = {};
    private static final int[] NO_SIZES = {};

    private @Nullable Object[] items = NO_ITEMS;
    private int[] sizes = NO_SIZES;
    private int head;
    private int size;
    private long bytes;
    private int lasting;
    private int removedSize;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long bytes() {
        return bytes;
    }

    /** How many of them count. */
    int counted() {
        return size - lasting;
    }

    /** How many bytes the item had that was removed last. */
    int removedBytes() {
        return removedSize == LASTING ? 0 : removedSize;
    }

    void addLast(T item, int itemBytes) {
        grow();
        put((head + size) & (items.length - 1), item, itemBytes);
    }

    void addLasting(T item) {
        addLast(item, LASTING);
    }

    /** Adds what was just removed from another one. */
    void addRemoved(T item, Items<T> from) {
        addLast(item, from.removedSize);
    }

    void addFirst(T item, int itemBytes) {
        grow();
        head = (head - 1) & (items.length - 1);
        put(head, item, itemBytes);
    }

    private void put(int index, T item, int itemBytes) {
        items[index] = item;
        sizes[index] = itemBytes;
        if (itemBytes == LASTING) {
            lasting++;
        } else {
            bytes += itemBytes;
        }
        size++;
    }

    @Nullable T pollFirst() {
        if (size == 0) {
            return null;
        }
        int index = head;
        head = (head + 1) & (items.length - 1);
        return removed(index);
    }

    /** Takes so many from the head, or all there are. */
    List<T> pollFirst(int most) {
        List<T> list = new ArrayList<>(Math.min(most, size));
        for (int i = 0; i < most && size > 0; i++) {
            T item = pollFirst();
            if (item != null) {
                list.add(item);
            }
        }
        return Collections.unmodifiableList(list);
    }

    @Nullable T pollLast() {
        return size == 0 ? null : removed((head + size - 1) & (items.length - 1));
    }

    /** Takes the first or the last one that is not lasting; null when there is none. */
    @Nullable T pollCounted(boolean first) {
        T item = first ? pollFirst() : pollLast();
        List<T> passed = lasting == 0 && removedSize != LASTING ? List.of() : new ArrayList<>();
        while (item != null && removedSize == LASTING) {
            passed.add(item);
            item = first ? pollFirst() : pollLast();
        }
        for (int i = passed.size() - 1; i >= 0; i--) {
            if (first) {
                addFirst(passed.get(i), LASTING);
            } else {
                addLast(passed.get(i), LASTING);
            }
        }
        return item;
    }

    @SuppressWarnings("unchecked") // only put() writes items
    private @Nullable T removed(int index) {
        T item = (T) items[index];
        items[index] = null;
        removedSize = sizes[index];
        if (removedSize == LASTING) {
            lasting--;
        } else {
            bytes -= removedSize;
        }
        size--;
        if (size == 0 && items.length > KEPT) {
            items = NO_ITEMS;
            sizes = NO_SIZES;
            head = 0;
        }
        return item;
    }

    @SuppressWarnings("unchecked") // only put() writes items
    void forEach(Consumer<? super T> action) {
        for (int i = 0; i < size; i++) {
            action.accept((T) items[(head + i) & (items.length - 1)]);
        }
    }

    /** A list of its own that nobody can change. */
    List<T> toList() {
        List<T> list = new ArrayList<>(size);
        forEach(list::add);
        return Collections.unmodifiableList(list);
    }

    /** Moves everything behind what the other one holds; one assignment when that holds nothing. */
    void moveTo(Items<T> other) {
        if (other.size == 0) {
            swap(other);
            return;
        }
        T item = pollFirst();
        while (item != null) {
            other.addRemoved(item, this);
            item = pollFirst();
        }
    }

    private void swap(Items<T> other) {
        @Nullable Object[] otherItems = other.items;
        int[] otherSizes = other.sizes;
        other.items = items;
        other.sizes = sizes;
        other.head = head;
        other.size = size;
        other.bytes = bytes;
        other.lasting = lasting;
        items = otherItems;
        sizes = otherSizes;
        head = 0;
        size = 0;
        bytes = 0;
        lasting = 0;
    }

    private void grow() {
        if (size < items.length) {
            return;
        }
        int capacity = Math.max(SMALL, items.length * 2);
        @Nullable Object[] moreItems = new Object[capacity];
        int[] moreSizes = new int[capacity];
        int tail = items.length - head;
        System.arraycopy(items, head, moreItems, 0, tail);
        System.arraycopy(items, 0, moreItems, tail, head);
        System.arraycopy(sizes, head, moreSizes, 0, tail);
        System.arraycopy(sizes, 0, moreSizes, tail, head);
        items = moreItems;
        sizes = moreSizes;
        head = 0;
    }
}
