# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether the built program tells of itself what its tables have: nft --help and the manual name the same
options, and describe knows every field, key, option and type, with its width."""
import os
import re
import subprocess

DIRECTED = ("saddr", "daddr", "proto-src", "proto-dst")


def rows_of(program):
    text = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    return [line.split("\t") for line in text.splitlines()]


def questions(rows):
    """(what to describe, type, bits); type None: any"""
    for kind, *row in rows:
        if kind == "field":
            yield "%s %s" % (row[0], row[1]), row[3], row[4]
        elif kind in ("tcp option", "ip option", "sctp chunk"):
            yield "%s %s %s" % (kind, row[0], row[1]), row[3], row[4]
        elif kind == "exthdr":
            indexed = row[0] + row[1] in ("rt0addr", "srhsid")
            yield "%s %s%s" % (row[0], row[1], "[1]" * indexed), row[3], row[4]
        elif kind == "key" and row[0] in ("meta", "ct", "rt", "tunnel", "socket") and row[1] != "cgroupv2":
            yield from key_question(*row)


def key_question(family, name, alias, kind, bits, sets):
    direction = " original" if family == "ct" and name.split()[-1] in DIRECTED else ""
    if sets != "set-only":
        yield "%s%s %s" % (family, direction, name), kind, bits


def check_describe(fail, nft, rows):
    asked = list(questions(rows))
    for what, kind, bits in asked:
        done = subprocess.run([nft, "--offline", "describe", *what.split()], capture_output=True, text=True)
        told = re.search(r"expression, datatype (\w+) \(.*?\).*?(?:, (\d+) (bits|characters))?$",
                         done.stdout.split("\n")[0])
        if kind == "invalid":  # it depends on the rule
            continue
        if not told:
            fail("src/lang/registry.c", 1, "describe %s: %s" % (what, done.stderr or done.stdout))
        elif told.group(1) != kind or int(told.group(2)) * (8 if told.group(3) == "characters" else 1) != int(bits):
            fail("src/lang/registry.c", 1, "describe %s is not of type %s, %s bits" % (what, kind, bits))
    for name in (row[1] for row in rows if row[0] == "type"):
        done = subprocess.run([nft, "--offline", "describe", name], capture_output=True, text=True)
        if not done.stdout.startswith("datatype %s (" % name) and name not in ("mark", "time", "hour", "day"):
            fail("src/lang/registry.c", 1, "describe does not know the type " + name)


def options_of(text):
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+|-[a-zA-Z])(?![\w-])", text))


def check_help(fail, nft, page):
    shown = subprocess.run([nft, "--help"], capture_output=True, text=True).stdout
    helped = options_of("\n".join(line[:34] for line in shown.split("\n") if line.startswith("  ")))
    section = page.split(".SH OPTIONS")[1].split(".SH ")[0].replace("\\-", "-")
    heads = re.findall(r"^\.TP\n(.*)", re.sub(r"\\f[BIPR]", "", section), re.M)
    manual = options_of("\n".join(heads))
    for option in sorted(helped ^ manual):
        fail("doc/nft.8", 1, "%s is in %s only" % (option, "--help" if option in helped else "the manual"))


def check_fields(fail, found, rows):
    """Nothing in the manual's tables of headers that the program has not."""
    headers = {row[1] for row in rows if row[0] == "header"}
    known = {(row[1], row[2]) for row in rows if row[0] == "field"}
    for lines in found.values():
        header = None
        for cells in lines:
            if len(cells) < 3:
                continue
            header = cells[0] or header
            if header in headers and cells[1] and (header, cells[1]) not in known:
                fail("doc/nft.8", 1, "there is no field %s %s" % (header, cells[1]))


def check(fail, read, folder, sections):
    rows = rows_of(os.path.join(folder, "coverage", "rows"))
    nft = os.path.join(folder, "nft")
    page = read("doc/nft.8")
    check_help(fail, nft, page)
    check_fields(fail, sections(page), rows)
    check_describe(fail, nft, rows)
