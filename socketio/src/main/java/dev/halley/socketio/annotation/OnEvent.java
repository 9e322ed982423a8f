package dev.halley.socketio.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method of a namespace class handles an event. Its parameters take the event's arguments in their order, null where the
 * event has fewer; parameters of the types {@link dev.halley.socketio.IncomingEvent}, {@link dev.halley.socketio.Args} and
 * {@link dev.halley.socketio.Ack} get these instead, and one that has the {@code Ack} answers by it alone. What it returns
 * is the answer, as with {@link dev.halley.socketio.EventHandlers#onCall}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnEvent {
    /**
     * The name of the event.
     *
     * @return its name; default the name of the method
     */
    String value() default "";
}
