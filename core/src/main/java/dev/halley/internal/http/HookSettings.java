package dev.halley.internal.http;

import dev.halley.RequestHook;
import java.util.function.Consumer;

/**
 * The application's hook and its failures.
 *
 * @param hook runs on the client's executor
 * @param onFailure gets what the hook throws when it is told of a reply, and an executor's refusal to tell it; on any
 *     thread
 */
public record HookSettings(RequestHook hook, Consumer<Throwable> onFailure) {}
