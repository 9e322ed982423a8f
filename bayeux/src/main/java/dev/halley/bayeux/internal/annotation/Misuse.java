package dev.halley.bayeux.internal.annotation;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Member;

/** What is wrong with an annotated class, in the words of its author. */
final class Misuse {
    private Misuse() {}

    static IllegalArgumentException of(Member member, String what, String expected) {
        return new IllegalArgumentException(name(member) + ": " + what + " (expected: " + expected + ")");
    }

    static String name(Member member) {
        return (member instanceof Field ? "field " : "method ")
                + member.getDeclaringClass().getName() + "." + member.getName();
    }

    /** On the module path, private members need the user's consent. */
    static <T extends AccessibleObject & Member> void open(T member) {
        try {
            member.setAccessible(true);
        } catch (InaccessibleObjectException closed) {
            Class<?> owner = member.getDeclaringClass();
            IllegalArgumentException misuse = of(
                    member,
                    "not accessible",
                    "'opens " + owner.getPackageName() + " to dev.halley.bayeux;' in the module declaration of "
                            + owner.getModule().getName());
            misuse.initCause(closed);
            throw misuse;
        }
    }

    static String position(Executable method, int index) {
        return "parameter " + (index + 1) + " of " + method.getParameterCount();
    }
}
