"""The locks a parser process puts on itself before it looks at a document: limits, capabilities, Landlock, seccomp.

All of it is irrevocable and needs no privilege. System calls are made directly, so that neither a library nor a
compiler has to be there. Sources: prctl(2), capset(2), landlock(7), seccomp(2), linux/filter.h.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# How many kinds of file access each version of Landlock knows (the later versions add none of them).
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
BIND_TCP_CONNECT_TCP, SCOPE_ABSTRACT_SOCKETS_SIGNALS = 0b11, 0b11
EPERM = 1

# What parsing needs: memory, clocks, the open descriptors, and reading files where Landlock lets it. Everything else
# fails with EPERM: sockets, exec, fork, threads, ptrace, kill, mounts, io_uring, writing anything by name.
# fmt: off
ALLOWED = {
    "x86_64": (0xC000003E, (
        # read write readv writev pread64 lseek close fstat newfstatat stat lstat statx openat open access
        0, 1, 19, 20, 17, 8, 3, 5, 262, 4, 6, 332, 257, 2, 21,
        # faccessat faccessat2 readlink readlinkat getdents64 getcwd dup poll ppoll select pselect6
        269, 439, 89, 267, 217, 79, 32, 7, 271, 23, 270,
        # mmap munmap mprotect mremap madvise brk futex rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
        9, 11, 10, 25, 28, 12, 202, 13, 14, 15, 131,
        # clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time getrandom getpid gettid getppid
        228, 229, 230, 35, 96, 201, 318, 39, 186, 110,
        # getuid geteuid getgid getegid getrusage getrlimit uname sysinfo sched_yield sched_getaffinity
        102, 107, 104, 108, 98, 97, 63, 99, 24, 204,
        # restart_syscall rseq set_robust_list membarrier exit exit_group getcpu
        219, 334, 273, 324, 60, 231, 309,
    )),
    "aarch64": (0xC00000B7, (  # The same, as far as this architecture has them.
        63, 64, 65, 66, 67, 62, 57, 80, 79, 291, 56, 48, 439, 78, 61, 17, 23, 73, 72,
        222, 215, 226, 216, 233, 214, 98, 134, 135, 139, 132,
        113, 114, 115, 101, 169, 278, 172, 178, 173, 174, 175, 176, 177, 165, 163, 160, 179, 124, 123,
        128, 293, 99, 283, 93, 94, 168,
    )),
}
# fmt: on


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however it ends."""
    if sys.platform.startswith("linux"):
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def set_limits(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory (beyond what is in use already, in bytes) and CPU time (seconds); forbid files, processes, cores."""
    limits = {
        resource.RLIMIT_AS: _address_space() + memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, wanted in limits.items():
        _, hard = resource.getrlimit(kind)
        # The signal at the soft limit of CPU time says what happened; the hard limit kills without a word.
        last = wanted + 2 if kind == resource.RLIMIT_CPU else wanted
        if hard != resource.RLIM_INFINITY:
            wanted, last = min(wanted, hard), min(last, hard)
        resource.setrlimit(kind, (wanted, last))


def lock_down(readable: Iterable[Path], *, with_threads: bool = False) -> list[str]:
    """Give up privileges, files outside `readable`, and all other system calls; names the layers that hold.

    `with_threads` leaves out the list of system calls, for what cannot do without threads.
    """
    layers = ["rlimits"]
    if not sys.platform.startswith("linux"):
        return layers
    _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        layers.append("no_new_privs")
    for name, close in (("capabilities", _drop_capabilities), ("landlock", lambda: _landlock(readable))):
        if close():
            layers.append(name)
    if not with_threads and _seccomp():
        layers.append("seccomp")
    return layers


def _address_space() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 512 << 20


def _drop_capabilities() -> bool:
    header = struct.pack("=Ii", 0x20080522, 0)  # version 3, this process
    number = {"x86_64": 126, "aarch64": 91}.get(platform.machine())
    return number is not None and _libc.syscall(number, header, bytes(24)) == 0


def _landlock(readable: Iterable[Path]) -> bool:
    version = _libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    handled = (1 << FILE_RIGHTS.get(version, 16)) - 1
    network = BIND_TCP_CONNECT_TCP if version >= 4 else 0
    scoped = SCOPE_ABSTRACT_SOCKETS_SIGNALS if version >= 6 else 0
    ruleset = struct.pack("=QQQ", handled, network, scoped)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = _libc.syscall(LANDLOCK_CREATE_RULESET, ruleset, ctypes.c_size_t(len(ruleset)), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            with contextlib.suppress(OSError):
                folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
                rights = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
                rule = struct.pack("=Qi", rights, folder)
                _libc.syscall(LANDLOCK_ADD_RULE, rules, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
                os.close(folder)
        return bool(_libc.syscall(LANDLOCK_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _seccomp() -> bool:
    if platform.machine() not in ALLOWED or struct.calcsize("P") != 8:
        return False
    code = _filter(*ALLOWED[platform.machine()])
    instructions = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    return bool(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def _filter(architecture: int, allowed: tuple[int, ...]) -> bytes:
    """Classic BPF over struct seccomp_data (number at 0, architecture at 4): EPERM unless the number is allowed."""
    load, jump_equal, jump_at_least, answer = 0x20, 0x15, 0x35, 0x06
    kill, refuse, allow = 0x80000000, 0x00050000 | EPERM, 0x7FFF0000
    lines = [
        (load, 0, 0, 4),
        (jump_equal, 1, 0, architecture),
        (answer, 0, 0, kill),
        (load, 0, 0, 0),
        (jump_at_least, 0, 1, 0x40000000),  # The second numbering of x86 (x32) would slip past the list.
        (answer, 0, 0, refuse),
    ]
    for place, number in enumerate(allowed):
        lines.append((jump_equal, len(allowed) - place, 0, number))
    lines += [(answer, 0, 0, refuse), (answer, 0, 0, allow)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
