package io.kernelgraft.contract.event;

/**
 * What a person asks of a stage. It can only start work: what the work may do is decided by keys, attestations and line files, never
 * by a command. The envelope's id is the idempotency key.
 *
 * @param action what is asked for
 * @param rebuild the rebuild's id
 * @param stage as events carry it, for example {@code sign-kernel}
 * @param who one line, for other people; nobody's proof of identity
 * @param why one line
 */
public record OperatorCommand(Action action, String rebuild, String stage, String who, String why)
        implements EventData {
    public enum Action {
        /** One more attempt of a stage that waits: for a person, or for the end of a pause. */
        RETRY
    }

    public OperatorCommand {
        who = PlainText.line(who);
        why = PlainText.line(why);
    }

    @Override
    public String key() {
        return rebuild;
    }
}
