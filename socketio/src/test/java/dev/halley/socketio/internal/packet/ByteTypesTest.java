package dev.halley.socketio.internal.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteTypesTest {
    record Leaf(String text, int number) {}

    record Tree(List<Tree> children, Leaf leaf) {}

    record Holder(Leaf leaf, List<byte[]> bytes) {}

    record Open<T>(T value) {}

    /** Fields of types whose values may hold bytes. */
    abstract static class May<T, B extends ByteBuffer> {
        byte[] bytes;
        ByteBuffer buffer;
        Object object;
        Record anyRecord;
        Runnable anyInterface;
        Map<String, Object> map;
        HashMap<String, String> mapOfAClass;
        TreeSet<String> collectionOfAClass;
        Optional<byte[]> optional;

        @SuppressWarnings("rawtypes")
        Optional rawOptional;

        @SuppressWarnings("rawtypes")
        List rawList;

        List<byte[]> list;
        Set<ByteBuffer> set;
        Collection<List<byte[]>> nested;
        Map<String, byte[]> ofBytes;
        List<?> ofAnything;
        List<? extends ByteBuffer> bounded;
        Iterable<String> otherInterface;
        Object[] objects;
        byte[][] arrays;
        List<byte[]>[] generic;
        T variable;
        B boundedVariable;
        Holder record;
        Open<String> openRecord;
    }

    /** Fields of types whose values hold none. */
    abstract static class MayNot<S extends Number> {
        String text;
        CharSequence characters;
        int number;
        Integer boxed;
        char[] array;
        int[][] arrays;
        String[] texts;
        DayOfWeek constant;
        StringBuilder other;
        List<String> list;
        Set<Integer> set;
        Collection<Long> collection;
        Optional<String> optional;
        Map<byte[], String> keys;
        List<? extends Number> bounded;
        List<String>[] generic;
        S variable;
        Leaf record;
        Tree ofItself;
    }

    static Stream<Field> may() {
        return Stream.of(May.class.getDeclaredFields()).filter(field -> !field.isSynthetic());
    }

    static Stream<Field> mayNot() {
        return Stream.of(MayNot.class.getDeclaredFields()).filter(field -> !field.isSynthetic());
    }

    @ParameterizedTest
    @MethodSource("may")
    void bytes_are_looked_for_where_there_may_be_some(Field field) {
        assertThat(ByteTypes.mayHoldBytes(field.getGenericType())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mayNot")
    void bytes_are_not_looked_for_where_there_are_none(Field field) {
        assertThat(ByteTypes.mayHoldBytes(field.getGenericType())).isFalse();
    }
}
