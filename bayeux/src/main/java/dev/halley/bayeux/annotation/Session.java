package dev.halley.bayeux.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field or parameter, a {@link dev.halley.bayeux.BayeuxClient} or {@link dev.halley.bayeux.AsyncBayeuxClient}, gets
 * the client with which the object is registered. Fields are set before anything is subscribed, and stay set.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Session {}
