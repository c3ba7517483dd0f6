package io.kernelgraft.lab.testing;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.lab.fault.LabFault;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test that breaks something as it was broken for somebody once, and sees how that ends here. {@code docs/failures.md}
 * is made from these; a test asserts with {@link Ending}, so that the page says nothing else than what was checked.
 *
 * <pre>{@code
 * @Test
 * @Reproduces(rows = "H1", faults = LabFault.DRACUT_FAILS, stage = "seal", kind = REJECTED, reason = "DRACUT_FAILED")
 * void shouldFailTheStageWhenDracutFails(TestInfo test) {
 *     assertThatThrownBy(() -> seal())
 *             .extracting("kind", "reason")
 *             .containsExactly(Ending.of(test.getTestMethod()).failure());
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Reproduces.All.class)
public @interface Reproduces {
    /** Ids of what happened, for example {@code "H1"}; those that {@code docs/failures.md} has. */
    String[] rows();

    /** The switches that break the same thing in a running lab, if there are any. */
    LabFault[] faults() default {};

    /** Where it ends: a stage's name, or {@code "watcher"}. */
    String stage();

    /** One, if the stage fails. */
    FailureKind[] kind() default {};

    /** The failure's reason code, if the stage fails. */
    String reason() default "";

    /** If the stage completes: what its result has or has not, as the test checks it. */
    String prevented() default "";

    /** More than one on a method: rows that end in different ways. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        Reproduces[] value();
    }
}
