package dev.halley.bayeux.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method hears what arrives, without telling the server: replies on meta channels, messages of services, what comes
 * for subscriptions of others. Its parameters and result are those of a {@link Subscription} method.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Listener {
    /**
     * What to listen to.
     *
     * @return one or more channels, patterns that end in {@code /*} or {@code /**} such as {@code /meta/*}, or templates
     */
    String[] value();
}
