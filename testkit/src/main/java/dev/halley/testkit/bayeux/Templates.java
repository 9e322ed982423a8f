package dev.halley.testkit.bayeux;

import java.util.List;

/** Fills in what a message of the test leaves open. Pure; any thread. */
final class Templates {
    private Templates() {}

    static List<String> fill(List<String> templates, Received message) {
        return templates.stream().map(each -> fill(each, message)).toList();
    }

    private static String fill(String template, Received message) {
        return Json.raw(
                        "template",
                        template.replace("${channel}", message.channel())
                                .replace("${id}", message.id().orElse(""))
                                .replace("${clientId}", message.clientId().orElse(""))
                                .replace("${subscription}", String.join(",", message.subscriptions()))
                                .replace("${data}", message.dataJson()))
                .json();
    }
}
