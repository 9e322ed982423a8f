package dev.halley.socketio.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method of a namespace class handles an event. Its parameters, however many, take the event's arguments in their order,
 * each in its own type, with type arguments where it has them ({@code List<Order>}). One is null where the event has fewer
 * arguments, or JSON's null; one of a primitive type is an error then, which is reported like a throwing handler.
 *
 * <p>Parameters of three types take no place: {@link dev.halley.socketio.Args} gets the arguments that remain after the
 * parameters before it, {@link dev.halley.socketio.IncomingEvent} the event, and {@link dev.halley.socketio.Ack} the
 * acknowledgement; a method that has this answers by it alone. Otherwise what it returns is the answer, as with
 * {@link dev.halley.socketio.EventHandlers#onCall}.
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
