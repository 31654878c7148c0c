# SPDX-License-Identifier: GPL-2.0-or-later
"""One way to give commands to nft for all runners, by library or by command line.

Library drives libnftables.so.1 in this process, which is fast; Command starts nft for every run,
which is the only way to the offline kernel. Both have

    run(text, json=False, debug=False, echo=False, dry=False, numeric=()) -> Result

where numeric names output options by their letters in nft's command line.
"""
import collections
import ctypes
import os
import subprocess
import sys

Result = collections.namedtuple("Result", "ok out err")

OUTPUT = {"S": 1 << 1, "s": 1 << 2, "a": 1 << 3, "j": 1 << 4, "e": 1 << 5, "u": 1 << 6, "p": 1 << 7,
          "y": 1 << 8, "n": 0xf << 7, "T": 1 << 10, "t": 1 << 11}
DEBUG_NETLINK = 0x8
CLONE_NEWNET = 0x40000000


class Library:
    def __init__(self, path):
        lib = self.lib = ctypes.CDLL(path)
        lib.nft_ctx_new.restype = ctypes.c_void_p
        lib.nft_ctx_new.argtypes = [ctypes.c_uint32]
        for name in ("nft_ctx_get_output_buffer", "nft_ctx_get_error_buffer"):
            getattr(lib, name).restype = ctypes.c_char_p
            getattr(lib, name).argtypes = [ctypes.c_void_p]
        for name in ("nft_ctx_buffer_output", "nft_ctx_buffer_error", "nft_ctx_free"):
            getattr(lib, name).argtypes = [ctypes.c_void_p]
        for name in ("nft_ctx_output_set_flags", "nft_ctx_output_set_debug"):
            getattr(lib, name).argtypes = [ctypes.c_void_p, ctypes.c_uint]
        lib.nft_ctx_set_dry_run.argtypes = [ctypes.c_void_p, ctypes.c_bool]
        lib.nft_run_cmd_from_buffer.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self.ctx = lib.nft_ctx_new(0)
        if not self.ctx:
            raise OSError(path + ": no context")
        lib.nft_ctx_buffer_output(self.ctx)
        lib.nft_ctx_buffer_error(self.ctx)

    def run(self, text, json=False, debug=False, echo=False, dry=False, numeric=""):
        lib, ctx = self.lib, self.ctx
        flags = (OUTPUT["j"] if json else 0) | (OUTPUT["e"] if echo else 0)
        for letter in numeric:
            flags |= OUTPUT[letter]
        lib.nft_ctx_output_set_flags(ctx, flags)
        lib.nft_ctx_output_set_debug(ctx, DEBUG_NETLINK if debug else 0)
        lib.nft_ctx_set_dry_run(ctx, dry)
        status = lib.nft_run_cmd_from_buffer(ctx, os.fsencode(text))
        out = lib.nft_ctx_get_output_buffer(ctx) or b""
        err = lib.nft_ctx_get_error_buffer(ctx) or b""
        return Result(status == 0, out.decode(errors="replace"), err.decode(errors="replace"))


class Command:
    def __init__(self, words):
        self.words = words

    def run(self, text, json=False, debug=False, echo=False, dry=False, numeric=""):
        options = ["-" + letter for letter in numeric]
        options += ["-j"] * json + ["--debug=netlink"] * debug + ["-e"] * echo + ["-c"] * dry
        done = subprocess.run([*self.words, *options, text], capture_output=True, timeout=20,
                              stdin=subprocess.DEVNULL)
        return Result(done.returncode == 0, done.stdout.decode(errors="replace"),
                      done.stderr.decode(errors="replace"))


def own_network():
    """Moves this process into a network namespace of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "no network namespace of our own")


def sanitized(lib):
    """The environment in which a process that loads lib can start."""
    env = dict(os.environ)
    with open(lib, "rb") as f:
        if b"libasan" in f.read():
            asan = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True)
            env["LD_PRELOAD"] = asan.stdout.strip()
            env["ASAN_OPTIONS"] = "detect_leaks=0"
    return env


def skip_all(why):
    print(why)
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)
