package dev.halley.reliability.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tables of docs/reliability.md, each between two comments. */
public final class Page {
    private Page() {}

    private static String begin(String part) {
        return "<!-- " + part + ": written by reliability/run -->\n";
    }

    private static String end(String part) {
        return "<!-- end of " + part + " -->";
    }

    /**
     * Replaces the table of a part.
     *
     * @param text the page
     * @param part the part's name
     * @param table Markdown
     * @return the new page
     */
    public static String with(String text, String part, String table) {
        int from = text.indexOf(begin(part));
        int to = text.indexOf(end(part));
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("page: has no place for " + part + " (expected: "
                    + begin(part).strip() + " … " + end(part) + ")");
        }
        return text.substring(0, from) + begin(part) + "\n" + table + "\n" + text.substring(to);
    }

    /**
     * Writes the table of a part into a page.
     *
     * @param page the file
     * @param part the part's name
     * @param table Markdown
     * @throws IOException if it can't be written
     */
    public static void write(Path page, String part, String table) throws IOException {
        Files.writeString(page, with(Files.readString(page), part, table));
    }
}
