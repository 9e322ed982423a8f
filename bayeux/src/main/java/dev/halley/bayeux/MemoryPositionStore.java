package dev.halley.bayeux;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Positions in a map. API layer; any thread. */
final class MemoryPositionStore implements PositionStore {
    private final Map<String, Long> positions = new ConcurrentHashMap<>();

    @Override
    public OptionalLong load(String channel) {
        Long position = positions.get(channel);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public void store(String channel, long position) {
        positions.put(channel, position);
    }

    @Override
    public String toString() {
        return "PositionStore" + positions;
    }
}
