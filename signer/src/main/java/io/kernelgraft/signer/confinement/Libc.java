package io.kernelgraft.signer.confinement;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Three functions of libc, each of which answers or says with which errno it was refused. */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout LONG = ValueLayout.JAVA_LONG;

    private final MethodHandle prctl = function(
            "prctl",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, LONG, LONG, LONG, LONG),
            Linker.Option.firstVariadicArg(1));
    private final MethodHandle setrlimit = function(
            "setrlimit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private final MethodHandle syscall = function(
            "syscall",
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(1));

    /** @throws ConfinementFailed if the kernel refuses */
    int prctl(int option, long value) {
        return (int) called("prctl " + option, state -> (int) prctl.invokeExact(state, option, value, 0L, 0L, 0L));
    }

    /** Sets soft and hard limit. @throws ConfinementFailed if the kernel refuses */
    void limit(int resource, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(2 * Long.BYTES, Long.BYTES);
            both.setAtIndex(ValueLayout.JAVA_LONG, 0, value);
            both.setAtIndex(ValueLayout.JAVA_LONG, 1, value);
            called("setrlimit " + resource, state -> (int) setrlimit.invokeExact(state, resource, both));
        }
    }

    /** @throws ConfinementFailed if the kernel refuses */
    long syscall(long number, long first, long second, MemorySegment third) {
        return called(
                "system call " + number, state -> (long) syscall.invokeExact(state, number, first, second, third));
    }

    private interface Call {
        long with(MemorySegment state) throws Throwable;
    }

    private static long called(String what, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long answer = call.with(state);
            if (answer < 0) {
                throw new ConfinementFailed(what + " failed with errno " + state.get(ValueLayout.JAVA_INT, ERRNO));
            }
            return answer;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of a C function throws nothing", e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor shape, Linker.Option... options) {
        Linker.Option[] all = java.util.Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new ConfinementFailed("this machine's C library has no " + name));
        return LINKER.downcallHandle(address, shape, all);
    }
}
