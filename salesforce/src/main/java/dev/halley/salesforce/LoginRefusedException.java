package dev.halley.salesforce;

import dev.halley.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Salesforce refused a login. */
public final class LoginRefusedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    /** The HTTP status of the refusal. */
    private final int status;
    /** Salesforce's name of the reason. */
    private final String reason;
    /** Its words. */
    private final String text;

    /**
     * Creates one.
     *
     * @param status the HTTP status of the refusal
     * @param reason Salesforce's name of the reason, such as {@code invalid_grant} or {@code INVALID_LOGIN}
     * @param text its words
     * @param cause the refusal that this one repeats, or null
     */
    public LoginRefusedException(int status, String reason, String text, @Nullable Throwable cause) {
        super("login refused by Salesforce: " + reason + (text.isEmpty() ? "" : ": " + text), cause);
        this.status = status;
        this.reason = reason;
        this.text = text;
    }

    /**
     * The HTTP status of the refusal.
     *
     * @return the status
     */
    @Override
    public Integer errorCode() {
        return status;
    }

    /**
     * Salesforce's name of the reason.
     *
     * @return one element, such as {@code invalid_grant} or {@code INVALID_LOGIN}
     */
    @Override
    public List<String> errorArgs() {
        return List.of(reason);
    }

    @Override
    public String errorText() {
        return text;
    }

    @Override
    public LoginRefusedException copy() {
        return new LoginRefusedException(status, reason, text, this);
    }
}
