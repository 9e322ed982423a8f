package dev.halley.blackbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where comments of the code name rules: the place by class and member, which edits elsewhere in the file leave alone. */
final class RuleCode {
    /** What stands behind two slashes, lines below each other as one, or between slash with star and star with slash. */
    private static final Pattern COMMENT = Pattern.compile(
            "^([ ]*)//[^\n]*(?:\n\\1//[^\n]*)*|//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern TYPE =
            Pattern.compile("(?:(?:public|private|static|final|abstract|sealed|non-sealed) )*"
                    + "(?:class|record|enum|interface) (\\w+).*");
    private static final String NO_KEYWORD = "(?!(?:return|new|throw|else|case|assert|yield) )";
    private static final Pattern METHOD = Pattern.compile(NO_KEYWORD + "(?:[\\w.\\[\\]?,<>@]+ )+(\\w+)\\(.*");
    private static final Pattern CONSTRUCTOR = Pattern.compile("([A-Z]\\w+)\\(.*[({]");
    private static final Pattern FIELD = Pattern.compile(NO_KEYWORD + "(?:[\\w.\\[\\]?,<>@]+ )+(\\w+)(?: =.*|;)");
    private static final Pattern CONSTANT = Pattern.compile("([A-Z][A-Z_0-9]+)(?:\\(.*|[,;].*)?");
    private static final List<Pattern> METHODS = List.of(METHOD, CONSTRUCTOR);
    private static final List<Pattern> MEMBERS = List.of(TYPE, FIELD, METHOD, CONSTRUCTOR, CONSTANT);
    private static final Pattern SENTENCES = Pattern.compile("(?<=[.;]) (?=[A-Z])| (?=@(?:param|return|throws))");
    private static final Pattern IDS_ALONE = Pattern.compile("[\\s,;:.]*|(?:then|and|on)*");

    /**
     * One comment.
     *
     * @param file from the root of the tree
     * @param member the method or field that it stands in or above; empty when it is about the type
     * @param words the sentence that names the rule; empty when it says no more than the id
     */
    record Place(String file, String type, String member, String words) {
        String name() {
            return member.isEmpty() ? type : type + "." + member;
        }
    }

    private RuleCode() {}

    /** By the ids that they name. */
    static SortedMap<String, SortedSet<Place>> all() {
        Comparator<Place> order =
                Comparator.comparing(Place::type).thenComparing(Place::member).thenComparing(Place::words);
        SortedMap<String, SortedSet<Place>> all = new TreeMap<>();
        for (Map.Entry<String, String> file : Pages.sources("src/main/java").entrySet()) {
            Matcher comments = COMMENT.matcher(file.getValue());
            while (comments.find()) {
                for (String id : RuleIds.named(comments.group())) {
                    all.computeIfAbsent(id, some -> new TreeSet<>(order))
                            .add(place(id, file.getKey(), file.getValue(), comments.start(), comments.group()));
                }
            }
        }
        return all;
    }

    /** The ids that comments of a source name. */
    static SortedSet<String> idsIn(String source) {
        SortedSet<String> ids = new TreeSet<>();
        COMMENT.matcher(source).results().forEach(comment -> ids.addAll(RuleIds.named(comment.group())));
        return ids;
    }

    private static Place place(String id, String file, String source, int start, String comment) {
        String type = file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
        int line = source.lastIndexOf('\n', start - 1) + 1;
        int indent = indent(source.substring(line));
        Optional<String> around = methodAround(source.substring(0, line).lines().toList(), indent);
        String beside = source.substring(line, start).strip();
        Optional<String> own = beside.isEmpty()
                ? declaredBelow(source.substring(start + comment.length()), indent)
                : declared(beside, MEMBERS);
        String member = around.or(() -> own).orElse("");
        return new Place(file, type, member.equals(type) ? "" : member, words(id, comment));
    }

    /** What a comment between members stands above: on the next line that is neither annotation nor empty. */
    private static Optional<String> declaredBelow(String after, int indent) {
        return after.lines()
                .skip(1)
                .dropWhile(line -> line.isBlank() || line.strip().startsWith("@"))
                .findFirst()
                .filter(line -> indent(line) == indent)
                .flatMap(line -> declared(line, MEMBERS));
    }

    /** The method that a comment stands in, if it is in one: a declaration further left, before that of the type. */
    private static Optional<String> methodAround(List<String> before, int indent) {
        int left = indent;
        for (int i = before.size() - 1; i >= 0 && left > 0; i--) {
            String line = before.get(i);
            if (!line.isBlank() && indent(line) < left) {
                left = indent(line);
                if (declared(line, List.of(TYPE)).isPresent()) {
                    return Optional.empty();
                }
                Optional<String> method = declared(line, METHODS);
                if (method.isPresent()) {
                    return method;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> declared(String line, List<Pattern> forms) {
        String code = line.strip();
        return forms.stream()
                .map(form -> form.matcher(code))
                .filter(Matcher::matches)
                .findFirst()
                .map(declaration -> declaration.group(1));
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** The sentence of the comment that names the rule, without ids. */
    private static String words(String id, String comment) {
        String text = comment.lines()
                .map(line -> line.strip()
                        .replaceFirst("^(?:/\\*\\*?|\\*/|\\*|//)\\s?", "")
                        .replaceFirst("\\*/$", ""))
                .collect(Collectors.joining(" "))
                .replaceAll("\\{@(?:code|link|value) #?([^}]*)}", "$1")
                .replaceAll("\\s+", " ")
                .strip();
        String sentence = SENTENCES
                .splitAsStream(text)
                .filter(some -> RuleIds.named(some).contains(id))
                .findFirst()
                .orElse(text)
                .replaceFirst("^@(?:param \\w+|return)\\s+", "")
                .replaceFirst("^(?:" + RuleIds.MENTION.pattern() + "[,;]? ?(?:then )?)+: ", "")
                .replaceAll(" ?\\([^()a-z]*\\)", "")
                .strip();
        String bare = RuleIds.MENTION.matcher(sentence).replaceAll("");
        return IDS_ALONE.matcher(bare).matches() ? "" : sentence.replaceAll("[.;]$", "");
    }
}
