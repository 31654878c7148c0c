# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages of nf_tables, byte by byte, as a state file of the offline kernel: for what other programs and
other versions leave in a kernel, and what no program should.

    state = State()
    state.table("ip", "t")
    state.rule("ip", "t", "c", [("flux", b"\\x01")])
    state.write(path)

Numbers are attributes of 4 bytes in network order, text ends with NUL, lists and dicts are nested.
"""
import struct

FAMILIES = {"inet": 1, "ip": 2, "arp": 3, "netdev": 5, "bridge": 7, "ip6": 10}
NEWTABLE, NEWCHAIN, NEWRULE, NEWSET, NEWSETELEM, NEWGEN, NEWOBJ, NEWFLOWTABLE = 0, 3, 6, 9, 12, 15, 18, 22
HEADER = b"weir ruleset state 1\n"
NESTED, LIST_ITEM = 0x8000, 1


def attr(number, value):
    nested = isinstance(value, (dict, list))
    if isinstance(value, int):
        value = struct.pack(">I", value)
    elif isinstance(value, str):
        value = value.encode() + b"\0"
    elif isinstance(value, dict):
        value = attrs(value)
    elif isinstance(value, list):
        value = b"".join(attr(LIST_ITEM, item) for item in value)
    data = struct.pack("=HH", 4 + len(value), number | (NESTED if nested else 0)) + value
    return data + b"\0" * (-len(data) % 4)


def attrs(values):
    return b"".join(attr(number, value) for number, value in values.items())


def u64(number):
    return struct.pack(">Q", number)


def u8(number):
    return struct.pack("B", number)


def u16(number):
    return struct.pack(">H", number)


def tlv(kind, value):
    return struct.pack("BB", kind, len(value)) + value


class State:
    def __init__(self):
        self.data = HEADER
        self.message(NEWGEN, 0, {1: 1})

    def message(self, kind, family, values):
        body = struct.pack("=BBH", FAMILIES.get(family, family), 0, 0) + attrs(values)
        self.data += struct.pack("=IHHII", 16 + len(body), 10 << 8 | kind, 0x800, 0, 0) + body

    def table(self, family, name, **more):
        self.message(NEWTABLE, family, {1: name, 2: 0, 4: u64(1), **more.get("more", {})})

    def chain(self, family, table, name, hook=None, kind=None, more=None):
        values = {1: table, 2: u64(1), 3: name}
        if hook:
            values.update({4: {1: hook[0], 2: hook[1]}, 5: 1, 7: kind or "filter"})
        self.message(NEWCHAIN, family, {**values, **(more or {})})

    def rule(self, family, table, chain, expressions, more=None):
        """expressions: (name, dict or bytes of its attributes)."""
        listed = [{1: name, 2: data} if isinstance(data, dict) else {1: name} if data is None else
                  {1: name, 2 | NESTED: data} for name, data in expressions]
        self.message(NEWRULE, family, {1: table, 2: chain, 3: u64(1), 4: listed, **(more or {})})

    def set(self, family, table, name, flags, key_type, key_size, more=None):
        self.message(NEWSET, family, {1: table, 2: name, 3: flags, 4: key_type, 5: key_size, 16: u64(1),
                                      **(more or {})})

    def elements(self, family, table, name, elements):
        self.message(NEWSETELEM, family, {1: table, 2: name, 3: elements})

    def object(self, family, table, name, kind, data):
        self.message(NEWOBJ, family, {1: table, 2: name, 3: kind, 4: data, 6: u64(1)})

    def flowtable(self, family, table, name, hook, flags):
        self.message(NEWFLOWTABLE, family, {1: table, 2: name, 3: hook, 5: u64(1), 7: flags})

    def write(self, path):
        with open(path, "wb") as f:
            f.write(self.data)
