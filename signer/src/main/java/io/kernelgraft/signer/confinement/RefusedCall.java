package io.kernelgraft.signer.confinement;

/**
 * System calls the signer never needs, with their numbers on x86_64 and aarch64; -1 where a machine has no such call. They
 * start programs, look into other processes, or change what the machine runs.
 *
 * @see <a href="https://github.com/torvalds/linux/blob/v6.12/arch/x86/entry/syscalls/syscall_64.tbl">x86_64</a>
 * @see <a href="https://github.com/torvalds/linux/blob/v6.12/scripts/syscall.tbl">aarch64</a>
 */
enum RefusedCall {
    EXECVE(59, 221),
    EXECVEAT(322, 281),
    FORK(57, -1),
    VFORK(58, -1),
    PTRACE(101, 117),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    PROCESS_MADVISE(440, 440),
    PIDFD_GETFD(438, 438),
    PERF_EVENT_OPEN(298, 241),
    USERFAULTFD(323, 282),
    BPF(321, 280),
    KEXEC_LOAD(246, 104),
    KEXEC_FILE_LOAD(320, 294),
    INIT_MODULE(175, 105),
    FINIT_MODULE(313, 273),
    DELETE_MODULE(176, 106),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    OPEN_TREE(428, 428),
    MOVE_MOUNT(429, 429),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    MOUNT_SETATTR(442, 442),
    UNSHARE(272, 97),
    SETNS(308, 268),
    OPEN_BY_HANDLE_AT(304, 265),
    ADD_KEY(248, 217),
    REQUEST_KEY(249, 218),
    KEYCTL(250, 219),
    IO_URING_SETUP(425, 425),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    SWAPON(167, 224),
    SWAPOFF(168, 225),
    REBOOT(169, 142),
    ACCT(163, 89);

    private final int x86_64;
    private final int aarch64;

    RefusedCall(int x86_64, int aarch64) {
        this.x86_64 = x86_64;
        this.aarch64 = aarch64;
    }

    int x86_64() {
        return x86_64;
    }

    int aarch64() {
        return aarch64;
    }
}
