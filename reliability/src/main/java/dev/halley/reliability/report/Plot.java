package dev.halley.reliability.report;

import dev.halley.reliability.watch.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over time, as SVG. Colours are told apart by those who see few of them, dashes by those who see none; the background
 * is the page's, and text and axes follow its light or dark.
 */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    private static final int LEFT = 56;
    private static final int RIGHT = 150;
    private static final int TOP = 34;
    private static final int BOTTOM = 44;
    private static final int LABEL = 14;
    private static final int TICKS = 5;
    private static final String[] DASHES = {"", "8 3", "2 3", "8 3 2 3"};
    private static final String STYLE = """
            <style>
              text { font: 12px sans-serif; fill: #24292f; }
              .title { font-weight: bold; }
              .grid { stroke: #8c959f; stroke-opacity: 0.4; }
              polyline, .key { fill: none; stroke-width: 2; }
              .c0 { stroke: #0072b2; } .c1 { stroke: #d55e00; } .c2 { stroke: #009e73; } .c3 { stroke: #aa4499; }
              @media (prefers-color-scheme: dark) {
                text { fill: #d0d7de; }
                .c0 { stroke: #56b4e9; } .c1 { stroke: #e69f00; } .c2 { stroke: #2fbf97; } .c3 { stroke: #dd99cc; }
              }
            </style>
            """;

    private final double lastX;
    private final double topY;
    private final StringBuilder svg = new StringBuilder();

    private Plot(double lastX, double topY) {
        this.lastX = lastX;
        this.topY = topY;
    }

    /** One line for each name; there is at least one, and it has samples. */
    static String of(Trend trend, String axis, Map<String, List<Sample>> lines) {
        double last = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Sample::at)
                .max()
                .orElseThrow();
        double highest = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(trend::of)
                .max()
                .orElseThrow();
        return new Plot(last, ceiling(highest)).draw(trend, axis, lines);
    }

    /** The next number of 1, 2 or 5 with noughts, by which the axis can be divided well. */
    private static double ceiling(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1))));
        for (double step : new double[] {1, 2, 5}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private String draw(Trend trend, String axis, Map<String, List<Sample>> lines) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, HEIGHT, trend.title());
        svg.append(STYLE);
        add("<text class=\"title\" x=\"%d\" y=\"18\">%s</text>\n", LEFT, trend.title());
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = topY * tick / TICKS;
            add(
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
                    LEFT, y(value), WIDTH - RIGHT, y(value));
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 6, y(value) + 4, number(value));
            double at = lastX * tick / TICKS;
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    x(at), HEIGHT - BOTTOM + 18, number(at));
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, axis);
        int index = 0;
        for (Map.Entry<String, List<Sample>> line : lines.entrySet()) {
            line(trend, line.getKey(), line.getValue(), index++);
        }
        return svg.append("</svg>\n").toString();
    }

    private void line(Trend trend, String name, List<Sample> samples, int index) {
        String look = "class=\"%s c%d\" stroke-dasharray=\"%s\"";
        int style = index % DASHES.length;
        StringBuilder points = new StringBuilder();
        for (Sample sample : samples) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(sample.at()), y(trend.of(sample))));
        }
        add(
                "<polyline " + look + " points=\"%s\"/>\n",
                "line",
                style,
                DASHES[style],
                points.toString().strip());
        int keyY = TOP + LABEL + index * LABEL * 3 / 2;
        add(
                "<line " + look + " x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                "key",
                style,
                DASHES[style],
                WIDTH - RIGHT + 10,
                keyY - 4,
                WIDTH - RIGHT + 38,
                keyY - 4);
        add("<text x=\"%d\" y=\"%d\">%s</text>\n", WIDTH - RIGHT + 44, keyY, name);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private double x(double at) {
        return LEFT + (WIDTH - RIGHT - LEFT) * at / lastX;
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / topY;
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
