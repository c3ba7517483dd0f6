package io.kernelgraft.lab.testing;

import io.kernelgraft.contract.event.FailureKind;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/** How a test that {@link Reproduces} a failure says that it ends, for the test's own assertions. */
public record Ending(String stage, FailureKind kind, String reason) {
    /**
     * @param test JUnit's {@code TestInfo.getTestMethod()}
     * @throws IllegalStateException unless exactly one of the method's annotations names a kind and a reason
     */
    public static Ending of(Optional<Method> test) {
        Method method = test.orElseThrow(() -> new IllegalStateException("not in a test method"));
        Reproduces[] failing = Arrays.stream(method.getAnnotationsByType(Reproduces.class))
                .filter(reproduces -> reproduces.kind().length == 1)
                .toArray(Reproduces[]::new);
        if (failing.length != 1 || failing[0].reason().isEmpty()) {
            throw new IllegalStateException(method + " needs one @Reproduces with a kind and a reason");
        }
        return new Ending(failing[0].stage(), failing[0].kind()[0], failing[0].reason());
    }

    /** Kind and reason, for {@code extracting("kind", "reason").containsExactly(…)}. */
    public Object[] failure() {
        return new Object[] {kind, reason};
    }
}
