package io.kernelgraft.signer.key;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where tokens are plugged in. The JDK's provider wants to be told a slot's number, and numbers change: SoftHSM makes them
 * up anew, others count readers. So the library itself is asked which slot has the token of that label.
 *
 * @see <a href="https://docs.oasis-open.org/pkcs11/pkcs11-base/v2.40/pkcs11-base-v2.40.html">PKCS #11, sections 4.2 and 5.4</a>
 */
final class Slots {
    private static final long OK = 0;
    private static final long ALREADY_INITIALIZED = 0x191;
    private static final long OS_LOCKING_OK = 2;
    private static final int MAX_SLOTS = 1024;
    private static final int LABEL = 32;
    /** CK_TOKEN_INFO has 208 bytes where a long has eight. */
    private static final int TOKEN_INFO = 512;

    /** Places in CK_FUNCTION_LIST, behind the version. */
    private static final int INITIALIZE = 0;

    private static final int GET_SLOT_LIST = 4;
    private static final int GET_TOKEN_INFO = 6;

    private final MemorySegment functions;
    private final Arena arena;
    private final SortedMap<Long, String> labels = new TreeMap<>();

    private Slots(MemorySegment functions, Arena arena) {
        this.functions = functions;
        this.arena = arena;
    }

    /** @throws io.kernelgraft.runtime.stage.StageFailure POLICY {@code TOKEN_LIBRARY_MISSING}, {@code TOKEN_FAILED} */
    static Slots of(Path library) {
        try (Arena arena = Arena.ofConfined()) {
            // Stays loaded: the provider uses it from here on.
            SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
            MemorySegment list = arena.allocate(ADDRESS);
            MethodHandle getFunctionList = Linker.nativeLinker()
                    .downcallHandle(
                            symbols.findOrThrow("C_GetFunctionList"), FunctionDescriptor.of(JAVA_LONG, ADDRESS));
            require(library, "C_GetFunctionList", (long) getFunctionList.invokeExact(list));
            Slots slots =
                    new Slots(list.get(ADDRESS, 0).reinterpret((1 + 1 + GET_TOKEN_INFO) * ADDRESS.byteSize()), arena);
            slots.read(library);
            return slots;
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            throw SigningKeys.refused("TOKEN_LIBRARY_MISSING", library + " is no PKCS#11 library");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a downcall throws nothing checked", e);
        }
    }

    /** @throws io.kernelgraft.runtime.stage.StageFailure POLICY {@code TOKEN_MISSING} */
    long withToken(Tokens.Token token) {
        List<Long> found = new ArrayList<>();
        labels.forEach((slot, label) -> {
            if (label.equals(token.label())) {
                found.add(slot);
            }
        });
        if (found.size() != 1) {
            throw SigningKeys.refused(
                    "TOKEN_MISSING",
                    (found.isEmpty() ? "there is no " : "more than one is ") + token + "; there are "
                            + labels.values());
        }
        return found.getFirst();
    }

    private void read(Path library) throws Throwable {
        MemorySegment arguments = arena.allocate(MemoryLayout.sequenceLayout(6, JAVA_LONG));
        arguments.setAtIndex(JAVA_LONG, 4, OS_LOCKING_OK);
        long initialized = (long) function(INITIALIZE, ADDRESS).invokeExact(arguments);
        if (initialized != ALREADY_INITIALIZED) {
            require(library, "C_Initialize", initialized);
        }
        MemorySegment count = arena.allocateFrom(JAVA_LONG, MAX_SLOTS);
        MemorySegment slots = arena.allocate(JAVA_LONG, MAX_SLOTS);
        MethodHandle getSlotList = function(GET_SLOT_LIST, JAVA_BYTE, ADDRESS, ADDRESS);
        require(library, "C_GetSlotList", (long) getSlotList.invokeExact((byte) 1, slots, count));
        MethodHandle getTokenInfo = function(GET_TOKEN_INFO, JAVA_LONG, ADDRESS);
        MemorySegment info = arena.allocate(TOKEN_INFO, JAVA_LONG.byteAlignment());
        for (int i = 0; i < count.get(JAVA_LONG, 0); i++) {
            long slot = slots.getAtIndex(JAVA_LONG, i);
            // A token that was pulled out in between is as good as none.
            if ((long) getTokenInfo.invokeExact(slot, info) == OK) {
                byte[] label = info.asSlice(0, LABEL).toArray(JAVA_BYTE);
                labels.put(slot, new String(label, StandardCharsets.UTF_8).stripTrailing());
            }
        }
    }

    private MethodHandle function(int place, MemoryLayout... parameters) {
        MemorySegment address = functions.get(ADDRESS, (1 + place) * ADDRESS.byteSize());
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_LONG, parameters));
    }

    private static void require(Path library, String what, long result) {
        if (result != OK) {
            throw SigningKeys.refused("TOKEN_FAILED", library + ": " + what + " answers 0x" + Long.toHexString(result));
        }
    }
}
