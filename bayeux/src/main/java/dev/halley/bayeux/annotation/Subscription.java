package dev.halley.bayeux.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method handles what is received for subscriptions, which are made when its object is registered. It may be private.
 *
 * <p>Its parameters, in any order: at most one without an annotation, which gets the payload, decoded as the parameter's
 * type, or the whole message where the type is {@link dev.halley.bayeux.BayeuxMessage}; any number with {@link Param};
 * any number with {@link Session}. It returns nothing, or a {@link java.util.concurrent.CompletionStage}: then the next
 * message is handed over when the stage has ended. It is called like any other handler.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Subscription {
    /**
     * What to subscribe to.
     *
     * @return one or more channels, patterns that end in {@code /*} or {@code /**}, or templates such as
     *     {@code /room/{id}}; the method gets a message once, however many of them match
     */
    String[] value();
}
