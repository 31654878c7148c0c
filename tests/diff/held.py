# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel holds of rules and sets, read by netlink without any nft and written as lines.

A rule is a line for each expression, `cmp sreg=1 op=0 data=06`; the elements of an anonymous set
follow the line that refers to it. Attributes that time changes are left out.
"""
import collections
import os
import socket
import struct

FAMILIES = {"inet": 1, "ip": 2, "arp": 3, "netdev": 5, "bridge": 7, "ip6": 10}
GET_RULE, GET_SET, GET_ELEMENTS = 7, 10, 13
SUBSYSTEM, REQUEST_DUMP, DONE, ERROR = 10 << 8, 0x301, 3, 2
ANONYMOUS = 1

# Attributes by number; those in NESTED hold data (value or verdict), those in INNER expressions.
NAMES = {
    "immediate": "dreg data", "cmp": "sreg op data", "range": "sreg op from to",
    "bitwise": "sreg dreg len mask xor op data sreg2", "byteorder": "sreg dreg op len size",
    "lookup": "set sreg dreg id flags", "payload": "dreg base offset len sreg csum_type csum_offset csum_flags",
    "meta": "dreg key sreg", "ct": "dreg key direction sreg", "exthdr": "dreg type offset len flags op sreg",
    "dynset": "set id op key_reg data_reg timeout expr pad flags exprs", "fib": "dreg result flags",
    "objref": "type name sreg set id", "nat": "type family addr_min addr_max proto_min proto_max flags",
    "inner": "num type flags hdrsize expr", "last": "set msecs pad",
}
NESTED = {"immediate": {2}, "cmp": {3}, "range": {3, 4}, "bitwise": {4, 5, 7}}
INNER = {"dynset": {7}, "inner": {5}}
LISTS = {"dynset": {10}}
VOLATILE = {("last", 2)}
SET_KEPT = {3: "flags", 4: "key", 5: "key_len", 6: "data", 7: "data_len", 8: "policy", 9: "desc",
            11: "timeout", 12: "gc", 15: "object"}


def attributes(data):
    found, at = [], 0
    while at + 4 <= len(data):
        size, kind = struct.unpack_from("=HH", data, at)
        found.append((kind & 0x3fff, data[at + 4:at + size]))
        at += (size + 3) & ~3 or 4
    return found


def text_of(value):
    return value.rstrip(b"\0").decode()


def data_text(value):
    """NFTA_DATA_*: a value in hex, or a verdict and its chain."""
    parts = []
    for kind, inner in attributes(value):
        if kind == 1:
            parts.append(inner.hex())
            continue
        verdict = dict(attributes(inner))
        code = struct.unpack("!i", verdict[1])[0]
        parts.append("verdict:%d%s" % (code, ":" + text_of(verdict[2]) if 2 in verdict else ""))
    return ",".join(parts)


class Kernel:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.socket.bind((0, 0))

    def dump(self, what, family, *names):
        """The attributes of all messages: one dump ends before another begins."""
        return list(self.messages(what, family, *names))

    def messages(self, what, family, *names):
        body = struct.pack("=BBH", FAMILIES[family], 0, 0)
        for number, name in enumerate(names, 1):
            text = name.encode() + b"\0"
            body += struct.pack("=HH", 4 + len(text), number) + text + b"\0" * (-len(text) % 4)
        self.socket.send(struct.pack("=IHHII", 16 + len(body), SUBSYSTEM | what, REQUEST_DUMP, 1, 0) + body)
        while True:
            data, at = self.socket.recv(1 << 18), 0
            while at + 16 <= len(data):
                size, kind = struct.unpack_from("=IH", data, at)
                if kind == ERROR:
                    number = -struct.unpack_from("=i", data, at + 16)[0]
                    if number:
                        raise OSError(number, os.strerror(number))
                if kind in (DONE, ERROR):
                    return
                yield attributes(data[at + 20:at + size])
                at += (size + 3) & ~3

    def table(self, family, table):
        """{name: lines} of the chains' rules and of the named sets of a table."""
        held, sets = collections.defaultdict(list), {}
        for attrs in map(dict, self.dump(GET_SET, family, table)):
            name = text_of(attrs[2])
            sets[name] = self.set_lines(family, table, name, attrs)
            if not struct.unpack("!I", attrs.get(3, b"\0\0\0\0"))[0] & ANONYMOUS:
                held[name] = sets[name]
        for attrs in map(dict, self.dump(GET_RULE, family, table)):
            held[text_of(attrs[2])] += expressions(attrs.get(4, b""), sets)
        return held

    def set_lines(self, family, table, name, attrs):
        head = " ".join("%s=%s" % (SET_KEPT[k], v.hex()) for k, v in sorted(attrs.items()) if k in SET_KEPT)
        lines = expressions(attrs[18], {}) if 18 in attrs else []
        lines += [expression(attrs[17], {})] if 17 in attrs else []
        elements = []
        for message in self.dump(GET_ELEMENTS, family, table, name):
            for _, element in attributes(dict(message).get(3, b"")):
                elements.append(element_line(element))
        return ["set " + head, *lines, *sorted(elements)]


def element_line(data):
    attrs = dict(attributes(data))
    line = "element " + (data_text(attrs[1]) if 1 in attrs else "*")
    line += "-" + data_text(attrs[10]) if 10 in attrs else ""
    line += " : " + data_text(attrs[2]) if 2 in attrs else ""
    line += " object " + text_of(attrs[9]) if 9 in attrs else ""
    for number, name in ((3, "flags"), (4, "timeout"), (6, "userdata")):
        line += " %s=%s" % (name, attrs[number].hex()) if number in attrs else ""
    states = [expression(attrs[7], {})] if 7 in attrs else expressions(attrs.get(11, b""), {})
    return line + "".join(" [%s]" % state for state in states)


def expressions(data, sets):
    return [line for _, inner in attributes(data) for line in expression(inner, sets).split("\n")]


def expression(data, sets):
    attrs = dict(attributes(data))
    name = text_of(attrs[1])
    names = NAMES.get(name, "").split()
    words, after = [name], []
    for kind, value in attributes(attrs.get(2, b"")):
        if (name, kind) in VOLATILE:
            continue
        label = names[kind - 1] if kind <= len(names) else str(kind)
        if label in ("id", "pad"):
            continue
        words.append("%s=%s" % (label, attribute_text(name, kind, label, value, sets, after)))
    return "\n".join([" ".join(words), *("    " + line for line in after)])


def attribute_text(name, kind, label, value, sets, after):
    if kind in NESTED.get(name, ()):
        return data_text(value)
    if kind in INNER.get(name, ()):
        return "[%s]" % expression(value, {})
    if kind in LISTS.get(name, ()):
        return "[%s]" % "; ".join(expressions(value, {}))
    if label == "set" and name in ("lookup", "dynset", "objref"):
        text = text_of(value)
        if not text.startswith("__"):
            return text
        after += sets.get(text, ())
        return "anonymous"
    if name == "objref" and label == "name":
        return text_of(value)
    return "%x" % struct.unpack("!I", value)[0] if len(value) == 4 else value.hex()
