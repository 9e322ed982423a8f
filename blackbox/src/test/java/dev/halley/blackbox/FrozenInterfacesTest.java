package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What others implement stays as it is (ADR 10). */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FrozenInterfacesTest {
    private static final Set<String> FROZEN = Set.of("dev.halley.wire", "dev.halley.json");
    private static final String LISTED = "blackbox/src/test/resources/frozen-interfaces.txt";
    private static final Set<String> OF_OBJECT = Arrays.stream(Object.class.getDeclaredMethods())
            .map(Method::getName)
            .collect(Collectors.toSet());

    @Test
    void the_interfaces_for_wires_and_codecs_are_those_that_are_listed() {
        assertThat(signatures())
                .as("%s: lines may be added as ADR 10 says, none removed or changed", LISTED)
                .containsExactlyElementsOf(Pages.read(LISTED).lines().toList());
    }

    private static List<String> signatures() {
        return HalleyClasses.ALL.stream()
                .filter(type -> FROZEN.contains(type.getPackageName()))
                .map(JavaClass::reflect)
                .filter(FrozenInterfacesTest::isPublic)
                .flatMap(FrozenInterfacesTest::signatures)
                .sorted()
                .toList();
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    /** The type and its members, each line with the name of the type, so that they stay together when sorted. */
    private static Stream<String> signatures(Class<?> type) {
        Predicate<Member> exported = member ->
                (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
        return Stream.of(
                        Stream.of(type.toGenericString() + parents(type)),
                        Stream.of(type.getDeclaredFields()).filter(exported).map(Field::toGenericString),
                        Stream.of(type.getDeclaredConstructors())
                                .filter(exported)
                                .map(Constructor::toGenericString),
                        Stream.of(type.getDeclaredMethods())
                                .filter(exported)
                                .filter(method -> !OF_OBJECT.contains(method.getName()))
                                .map(Method::toGenericString))
                .flatMap(lines -> lines)
                .map(line -> type.getName() + ": " + line);
    }

    private static String parents(Class<?> type) {
        List<String> names = new ArrayList<>();
        if (type.getSuperclass() != null) {
            names.add(type.getGenericSuperclass().getTypeName());
        }
        Stream.of(type.getGenericInterfaces()).map(Type::getTypeName).forEach(names::add);
        return names.isEmpty() ? "" : " : " + String.join(", ", names);
    }
}
