package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * Java code in the documentation is quoted from sources that are compiled and run: a comment before the block names
 * the file and the region, {@code // @start region=name} and {@code // @end} mark it there.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class QuotesTest {
    private static final Pattern BLOCK = Pattern.compile(
            "(?:^<!-- from (?<file>[^#\\s]+)#(?<region>\\S+) -->\\n)?^```java\\n(?<code>.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern MARK = Pattern.compile("^<!-- from ", Pattern.MULTILINE);

    @Test
    void every_java_block_is_a_quote_and_equals_its_source() {
        List<String> wrong = new ArrayList<>();
        int quotes = 0;
        for (Path page : Pages.all()) {
            Matcher block = BLOCK.matcher(Pages.read(page));
            while (block.find()) {
                String problem = problem(block);
                if (problem != null) {
                    wrong.add(Pages.ROOT.relativize(page) + ": " + problem);
                }
                quotes++;
            }
        }

        assertThat(wrong).as("Java blocks that are not what the sources say").isEmpty();
        assertThat(quotes).isPositive();
    }

    @Test
    void every_mark_has_a_block() {
        for (Path page : Pages.all()) {
            String text = Pages.read(page);

            assertThat(MARK.matcher(text).results().count())
                    .as("marks in " + page)
                    .isEqualTo(BLOCK.matcher(text)
                            .results()
                            .filter(block -> block.group(1) != null)
                            .count());
        }
    }

    private static String problem(Matcher block) {
        String code = block.group("code");
        if (block.group("file") == null) {
            return "not a quote: " + code.lines().findFirst().orElse("");
        }
        Path file = Pages.ROOT.resolve(block.group("file"));
        if (!Files.exists(file)) {
            return "no file " + block.group("file");
        }
        String region = region(Pages.read(file), block.group("region"));
        if (region == null) {
            return "no region " + block.group("region") + " in " + block.group("file");
        }
        return region.equals(code) ? null : block.group("file") + "#" + block.group("region") + " now says\n" + region;
    }

    private static String region(String source, String name) {
        Matcher region = Pattern.compile(
                        "^ *// @start region=" + Pattern.quote(name) + "\\n(.*?)\\n *// @end$",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(source);
        return region.find() ? region.group(1).stripIndent() + "\n" : null;
    }
}
