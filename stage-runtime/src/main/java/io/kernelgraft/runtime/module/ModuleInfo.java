package io.kernelgraft.runtime.module;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a kernel module says about itself in its {@code .modinfo} section.
 *
 * @param name the module's own name, which need not be its package's ({@code ryzen_smu} in {@code kmod-ryzen-smu})
 * @param vermagic the kernel and options it was built for, for example {@code 7.2.0-cachyos1.fc44.x86_64 SMP preempt}
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html">ELF: sections</a>
 */
public record ModuleInfo(Optional<String> name, String vermagic) {
    private static final int ELF_HEADER = 64;
    private static final int SECTION_HEADER = 64;

    /** The first word of the vermagic: the kernel this module can be loaded into (failure H13). */
    public String kernel() {
        return vermagic.split(" ", 2)[0];
    }

    /**
     * @param module a whole, uncompressed module; a signature behind it does not matter
     * @throws NotAModule with what was wrong
     */
    public static ModuleInfo of(ByteBuffer module) {
        String name = null;
        String vermagic = null;
        for (String entry : section(module, ".modinfo").split("\0")) {
            if (entry.startsWith("name=")) {
                name = entry.substring("name=".length());
            } else if (entry.startsWith("vermagic=")) {
                vermagic = entry.substring("vermagic=".length());
            }
        }
        if (vermagic == null || vermagic.isBlank()) {
            throw new NotAModule(".modinfo has no vermagic");
        }
        return new ModuleInfo(Optional.ofNullable(name), vermagic);
    }

    private static String section(ByteBuffer module, String wanted) {
        ByteBuffer elf = module.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (elf.limit() < ELF_HEADER || elf.getInt(0) != 0x464c457f) {
            throw new NotAModule("not an ELF file");
        }
        if (elf.get(4) != 2 || elf.get(5) != 1) {
            throw new NotAModule("not a 64-bit little-endian ELF file");
        }
        long table = elf.getLong(40);
        int entrySize = Short.toUnsignedInt(elf.getShort(58));
        int count = Short.toUnsignedInt(elf.getShort(60));
        int namesIndex = Short.toUnsignedInt(elf.getShort(62));
        if (entrySize != SECTION_HEADER || namesIndex >= count) {
            throw new NotAModule("no usable section table");
        }
        ByteBuffer headers = slice(elf, table, (long) count * SECTION_HEADER, "section table");
        ByteBuffer names = content(elf, headers, namesIndex);
        for (int i = 0; i < count; i++) {
            if (wanted.equals(text(names, headers.getInt(i * SECTION_HEADER)))) {
                return StandardCharsets.UTF_8.decode(content(elf, headers, i)).toString();
            }
        }
        throw new NotAModule("no section " + wanted);
    }

    private static ByteBuffer content(ByteBuffer elf, ByteBuffer headers, int section) {
        int at = section * SECTION_HEADER;
        return slice(elf, headers.getLong(at + 24), headers.getLong(at + 32), "section " + section);
    }

    private static ByteBuffer slice(ByteBuffer elf, long offset, long size, String what) {
        if (offset < 0 || size < 0 || offset > elf.limit() || size > elf.limit() - offset) {
            throw new NotAModule(what + " lies outside of the file (truncated?)");
        }
        return elf.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer names, int at) {
        int end = at;
        while (end >= 0 && end < names.limit() && names.get(end) != 0) {
            end++;
        }
        if (at < 0 || end >= names.limit()) {
            throw new NotAModule("a section's name lies outside of the name table");
        }
        return StandardCharsets.US_ASCII.decode(names.slice(at, end - at)).toString();
    }

    /** The bytes are no kernel module that this kernel line could load. */
    public static final class NotAModule extends RuntimeException {
        public NotAModule(String message) {
            super(message);
        }

        public NotAModule(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
