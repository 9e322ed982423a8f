package dev.halley.benchmarks.subject;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the server is asked for, in each client's own form. */
final class FloodRequest {
    private FloodRequest() {}

    static Map<String, Object> map(long count, int size, boolean binary) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("count", count);
        request.put("size", size);
        request.put("binary", binary ? 1 : 0);
        return request;
    }
}
