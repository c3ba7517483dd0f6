package io.kernelgraft.signer.confinement;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter as classic BPF: what {@link RefusedCall} names, and a new process by {@code clone}, fail with EPERM; threads
 * and everything else go on. The flags of {@code clone3} are behind a pointer that a filter can't follow, so it answers
 * ENOSYS, and libc takes {@code clone} instead.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html">Seccomp BPF</a>
 */
final class CallFilter {
    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int OFFSET_NUMBER = 0;
    private static final int OFFSET_ARCH = 4;
    private static final int OFFSET_FIRST_ARGUMENT = 16;

    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050000 | 1;
    private static final int ENOSYS = 0x00050000 | 38;

    /** The same number on every machine. */
    private static final int CLONE3 = 435;

    private static final int CLONE_THREAD = 0x10000;
    private static final int X32_BIT = 0x40000000;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int PROGRAM_BYTES = 16;

    private record Instruction(int code, int ifTrue, int ifFalse, int value) {}

    private final List<Instruction> instructions = new ArrayList<>();

    CallFilter(Machine machine) {
        load(OFFSET_ARCH);
        skipOne(IF_EQUAL, machine.auditArch());
        answer(EPERM);
        load(OFFSET_NUMBER);
        // 32-bit pointers on x86_64 have numbers of their own; no other machine reaches these.
        orSkipOne(IF_AT_LEAST, X32_BIT);
        answer(EPERM);
        machine.refused().forEach(number -> {
            orSkipOne(IF_EQUAL, number);
            answer(EPERM);
        });
        orSkipOne(IF_EQUAL, CLONE3);
        answer(ENOSYS);
        orSkip(4, machine.cloneCall());
        load(OFFSET_FIRST_ARGUMENT);
        skipOne(IF_ANY_BIT, CLONE_THREAD);
        answer(EPERM);
        answer(ALLOW);
        orSkip(4, machine.prctl());
        load(OFFSET_FIRST_ARGUMENT);
        orSkipOne(IF_EQUAL, PR_SET_DUMPABLE);
        answer(EPERM);
        answer(ALLOW);
        answer(ALLOW);
    }

    /** A {@code struct sock_fprog}. */
    MemorySegment program(Arena arena) {
        MemorySegment filter = arena.allocate((long) instructions.size() * INSTRUCTION_BYTES, INSTRUCTION_BYTES);
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            long at = (long) i * INSTRUCTION_BYTES;
            filter.set(ValueLayout.JAVA_SHORT, at, (short) instruction.code);
            filter.set(ValueLayout.JAVA_BYTE, at + 2, (byte) instruction.ifTrue);
            filter.set(ValueLayout.JAVA_BYTE, at + 3, (byte) instruction.ifFalse);
            filter.set(ValueLayout.JAVA_INT, at + 4, instruction.value);
        }
        MemorySegment program = arena.allocate(PROGRAM_BYTES, ValueLayout.ADDRESS.byteAlignment());
        program.set(ValueLayout.JAVA_SHORT, 0, (short) instructions.size());
        program.set(ValueLayout.ADDRESS, ValueLayout.ADDRESS.byteSize(), filter);
        return program;
    }

    private void load(int offset) {
        instructions.add(new Instruction(LOAD, 0, 0, offset));
    }

    private void answer(int value) {
        instructions.add(new Instruction(RETURN, 0, 0, value));
    }

    private void skipOne(int condition, int value) {
        instructions.add(new Instruction(condition, 1, 0, value));
    }

    private void orSkipOne(int condition, int value) {
        instructions.add(new Instruction(condition, 0, 1, value));
    }

    private void orSkip(int count, int number) {
        instructions.add(new Instruction(IF_EQUAL, 0, count, number));
    }
}
