# SPDX-License-Identifier: GPL-2.0-or-later
"""The one class of this package, and the functions of libnftables that it stands on."""
from __future__ import annotations

import ctypes
import json
import os
from ctypes import c_bool, c_char_p, c_int, c_uint, c_void_p
from typing import Any, Iterable, Union, overload

from .schema import validate

Flags = Union[str, int, Iterable[Union[str, int]]]

# name, result, arguments after the context
_FUNCTIONS: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    ("nft_ctx_free", None, ()),
    ("nft_ctx_input_get_flags", c_uint, ()),
    ("nft_ctx_input_set_flags", c_uint, (c_uint,)),
    ("nft_ctx_output_get_flags", c_uint, ()),
    ("nft_ctx_output_set_flags", None, (c_uint,)),
    ("nft_ctx_output_get_debug", c_uint, ()),
    ("nft_ctx_output_set_debug", None, (c_uint,)),
    ("nft_ctx_buffer_output", c_int, ()),
    ("nft_ctx_buffer_error", c_int, ()),
    ("nft_ctx_get_output_buffer", c_char_p, ()),
    ("nft_ctx_get_error_buffer", c_char_p, ()),
    ("nft_run_cmd_from_buffer", c_int, (c_char_p,)),
    ("nft_run_cmd_from_filename", c_int, (c_char_p,)),
    ("nft_ctx_add_include_path", c_int, (c_char_p,)),
    ("nft_ctx_clear_include_paths", None, ()),
    ("nft_ctx_get_dry_run", c_bool, ()),
    ("nft_ctx_set_dry_run", None, (c_bool,)),
    ("nft_ctx_add_var", c_int, (c_char_p,)),
    ("nft_ctx_clear_vars", None, ()),
)


def _load(path: str) -> ctypes.CDLL:
    library = ctypes.CDLL(path)
    library.nft_ctx_new.restype = c_void_p
    library.nft_ctx_new.argtypes = (c_uint,)
    for name, result, arguments in _FUNCTIONS:
        function = getattr(library, name)
        function.restype = result
        function.argtypes = (c_void_p, *arguments)
    return library


def _bits(flags: Flags, known: dict[str, int]) -> int:
    """The number that names, numbers, or several of them stand for. KeyError: an unknown name."""
    if isinstance(flags, str):
        return known[flags]
    if isinstance(flags, int):
        return flags
    bits = 0
    for flag in flags:
        bits |= _bits(flag, known)
    return bits


def _names(bits: int, known: dict[str, int]) -> list[str | int]:
    """The names in a number; what has none stays a number at the end."""
    names: list[str | int] = [name for name, bit in known.items() if bits & bit]
    rest = bits & ~_bits(known, known)
    return [*names, rest] if rest else names


class Nftables:
    """A context of libnftables. Its output and errors are kept for whoever calls, never printed."""

    input_flags = {"no-dns": 1 << 0, "json": 1 << 1}
    debug_flags = {"scanner": 1 << 0, "parser": 1 << 1, "eval": 1 << 2, "netlink": 1 << 3,
                   "mnl": 1 << 4, "proto-ctx": 1 << 5, "segtree": 1 << 6}
    output_flags = {"reversedns": 1 << 0, "service": 1 << 1, "stateless": 1 << 2,
                    "handle": 1 << 3, "json": 1 << 4, "echo": 1 << 5, "guid": 1 << 6,
                    "numeric_proto": 1 << 7, "numeric_prio": 1 << 8, "numeric_symbol": 1 << 9,
                    "numeric_time": 1 << 10, "terse": 1 << 11}

    def __init__(self, sofile: str = "libnftables.so.1") -> None:
        self._context: int | None = None
        self._library = _load(sofile)
        self._context = self._library.nft_ctx_new(0)
        if not self._context:
            raise MemoryError("no nftables context")
        if self._call("nft_ctx_buffer_output") or self._call("nft_ctx_buffer_error"):
            raise MemoryError("no buffers for an nftables context")

    def close(self) -> None:
        """Gives everything back; the object is of no use then."""
        if self._context:
            self._call("nft_ctx_free")
        self._context = None

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Nftables:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, name: str, *arguments: Any) -> Any:
        if not self._context:
            raise ValueError("this Nftables is closed")
        return getattr(self._library, name)(self._context, *arguments)

    # What was set before is what every setter returns.

    def get_output_flag(self, name: str) -> int:
        """0, or the flag's bit."""
        return self._call("nft_ctx_output_get_flags") & self.output_flags[name]

    def set_output_flag(self, name: str, on: bool) -> int:
        flags = self._call("nft_ctx_output_get_flags")
        bit = self.output_flags[name]
        self._call("nft_ctx_output_set_flags", flags | bit if on else flags & ~bit)
        return flags & bit

    def get_input_flags(self) -> list[str | int]:
        return _names(self._call("nft_ctx_input_get_flags"), self.input_flags)

    def set_input_flags(self, values: Flags) -> list[str | int]:
        before = self._call("nft_ctx_input_set_flags", _bits(values, self.input_flags))
        return _names(before, self.input_flags)

    def get_debug(self) -> list[str | int]:
        return _names(self._call("nft_ctx_output_get_debug"), self.debug_flags)

    def set_debug(self, values: Flags) -> list[str | int]:
        before = self.get_debug()
        self._call("nft_ctx_output_set_debug", _bits(values, self.debug_flags))
        return before

    def get_dry_run(self) -> bool:
        return self._call("nft_ctx_get_dry_run")

    def set_dry_run(self, onoff: bool) -> bool:
        """While on, commands are checked and change nothing."""
        before = self.get_dry_run()
        self._call("nft_ctx_set_dry_run", onoff)
        return before

    def add_include_path(self, filename: str) -> bool:
        """Whether it is searched by `include` from now on."""
        return self._call("nft_ctx_add_include_path", os.fsencode(filename)) == 0

    def clear_include_paths(self) -> None:
        self._call("nft_ctx_clear_include_paths")

    def add_var(self, var: str) -> bool:
        """`name=value`: files are read as if they began with a definition of it."""
        return self._call("nft_ctx_add_var", var.encode()) == 0

    def clear_vars(self) -> None:
        self._call("nft_ctx_clear_vars")

    def _results(self) -> tuple[bytes, bytes]:
        return (self._call("nft_ctx_get_output_buffer") or b"",
                self._call("nft_ctx_get_error_buffer") or b"")

    @overload
    def cmd(self, cmdline: str) -> tuple[int, str, str]: ...
    @overload
    def cmd(self, cmdline: bytes) -> tuple[int, bytes, bytes]: ...

    def cmd(self, cmdline: str | bytes) -> tuple[int, str, str] | tuple[int, bytes, bytes]:
        """Runs commands: status, output, error; texts as bytes where the commands were."""
        if isinstance(cmdline, bytes):
            status = self._call("nft_run_cmd_from_buffer", cmdline)
            return (status, *self._results())
        status, output, error = self.cmd(cmdline.encode("utf-8", "surrogateescape"))
        return (status, output.decode("utf-8", "surrogateescape"),
                error.decode("utf-8", "surrogateescape"))

    def cmd_from_file(self, filename: str) -> tuple[int, str, str]:
        """Runs the commands of a file: status, output, error."""
        status = self._call("nft_run_cmd_from_filename", os.fsencode(filename))
        output, error = self._results()
        return (status, output.decode("utf-8", "surrogateescape"),
                error.decode("utf-8", "surrogateescape"))

    def json_cmd(self, json_root: Any) -> tuple[int, Any, str]:
        """Runs a JSON document: status, the document that answers or "", error."""
        before = self.set_json_output(True)
        try:
            status, output, error = self.cmd(json.dumps(json_root))
        finally:
            if not before:
                self.set_json_output(False)
        return status, json.loads(output) if output else output, error

    def json_validate(self, json_root: Any) -> bool:
        """True, or an exception that says what is wrong with the document's outermost form."""
        return validate(json_root)

    def get_reversedns_output(self) -> int:
        return self.get_output_flag("reversedns")

    def set_reversedns_output(self, val: bool) -> int:
        """Names for addresses."""
        return self.set_output_flag("reversedns", val)

    def get_service_output(self) -> int:
        return self.get_output_flag("service")

    def set_service_output(self, val: bool) -> int:
        """Names for ports."""
        return self.set_output_flag("service", val)

    def get_stateless_output(self) -> int:
        return self.get_output_flag("stateless")

    def set_stateless_output(self, val: bool) -> int:
        """Rules without the values of counters and other state."""
        return self.set_output_flag("stateless", val)

    def get_handle_output(self) -> int:
        return self.get_output_flag("handle")

    def set_handle_output(self, val: bool) -> int:
        """Handles, by which things are deleted."""
        return self.set_output_flag("handle", val)

    def get_json_output(self) -> int:
        return self.get_output_flag("json")

    def set_json_output(self, val: bool) -> int:
        """JSON, written and read."""
        return self.set_output_flag("json", val)

    def get_echo_output(self) -> int:
        return self.get_output_flag("echo")

    def set_echo_output(self, val: bool) -> int:
        """What was added, as the kernel has it."""
        return self.set_output_flag("echo", val)

    def get_guid_output(self) -> int:
        return self.get_output_flag("guid")

    def set_guid_output(self, val: bool) -> int:
        """Names for users and groups."""
        return self.set_output_flag("guid", val)

    def get_numeric_proto_output(self) -> int:
        return self.get_output_flag("numeric_proto")

    def set_numeric_proto_output(self, val: bool) -> int:
        """Numbers for protocols."""
        return self.set_output_flag("numeric_proto", val)

    def get_numeric_prio_output(self) -> int:
        return self.get_output_flag("numeric_prio")

    def set_numeric_prio_output(self, val: bool) -> int:
        """Numbers for priorities of chains."""
        return self.set_output_flag("numeric_prio", val)

    def get_numeric_symbol_output(self) -> int:
        return self.get_output_flag("numeric_symbol")

    def set_numeric_symbol_output(self, val: bool) -> int:
        """Numbers for whatever else has names."""
        return self.set_output_flag("numeric_symbol", val)

    def get_numeric_time_output(self) -> int:
        return self.get_output_flag("numeric_time")

    def set_numeric_time_output(self, val: bool) -> int:
        """Seconds for times."""
        return self.set_output_flag("numeric_time", val)

    def get_terse_output(self) -> int:
        return self.get_output_flag("terse")

    def set_terse_output(self, val: bool) -> int:
        """Sets without their elements."""
        return self.set_output_flag("terse", val)
