#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""python.py FOLDER: the module `nftables` that is found first, whoever wrote it, does what programs
expect of it. In a network namespace of its own; FOLDER is for files."""
import inspect
import os
import sys

import nftables

OUTPUT = ("reversedns service stateless handle json echo guid numeric_proto numeric_prio "
          "numeric_symbol numeric_time terse").split()
passed = failed = 0


def check(what, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def raises(what, kinds, call, *arguments):
    try:
        check(what, call(*arguments), kinds)
    except kinds:
        check(what, True, True)


def flags(nft):
    for bit, name in enumerate(OUTPUT):
        get = getattr(nft, f"get_{name}_output")
        change = getattr(nft, f"set_{name}_output")
        check(name, [bool(get()), bool(change(True)), bool(get())], [False, False, True])
        check(name, [bool(change(False)), bool(get())], [True, False])
        check(name, nft.output_flags[name], 1 << bit)
    check("debug", nft.set_debug("netlink"), [])
    check("debug", nft.set_debug(["scanner", "eval"]), ["netlink"])
    check("debug", nft.set_debug(0x10), ["scanner", "eval"])
    check("debug", nft.get_debug(), ["mnl"])
    raises("debug", KeyError, nft.set_debug, "nonsense")
    nft.set_debug(0)
    check("dry run", [nft.get_dry_run(), nft.set_dry_run(True), nft.get_dry_run()],
          [False, False, True])
    nft.set_dry_run(False)
    if hasattr(nft, "set_input_flags"):
        check("input", nft.set_input_flags(["json", "no-dns"]), [])
        check("input", sorted(nft.get_input_flags()), ["json", "no-dns"])
        check("input", sorted(nft.set_input_flags(0)), ["json", "no-dns"])


def commands(nft):
    check("cmd", nft.cmd("add table ip t; add chain ip t c"), (0, "", ""))
    check("cmd", nft.cmd("list tables"), (0, "table ip t\n", ""))
    check("bytes", nft.cmd(b"list tables"), (0, b"table ip t\n", b""))
    status, output, error = nft.cmd("list table ip absent")
    check("refused", [status != 0, output, error.split("\n")[:2]],
          [True, "", ["Error: No such file or directory", "list table ip absent"]])
    nft.set_dry_run(True)
    check("dry", nft.cmd("delete table ip t")[0], 0)
    nft.set_dry_run(False)
    check("dry", nft.cmd("list tables")[1], "table ip t\n")
    check("comment", nft.cmd("add rule ip t c accept comment \"na\u00efve\"")[0], 0)
    check("comment", "na\u00efve" in nft.cmd("list chain ip t c")[1], True)


def documents(nft):
    status, output, error = nft.json_cmd({"nftables": [{"list": {"tables": None}}]})
    check("list", [status, error, [list(item) for item in output["nftables"]]],
          [0, "", [["metainfo"], ["table"]]])
    rule = {"family": "ip", "table": "t", "chain": "c", "expr": [{"drop": None}]}
    check("add", nft.json_cmd({"nftables": [{"add": {"rule": rule}}]}), (0, "", ""))
    check("JSON stays off", bool(nft.get_json_output()), False)
    nft.set_echo_output(True)
    status, output, error = nft.json_cmd({"nftables": [{"add": {"rule": rule}}]})
    nft.set_echo_output(False)
    check("echo", [status, isinstance(output["nftables"][0]["add"]["rule"]["handle"], int)],
          [0, True])
    del rule["chain"]
    status, output, error = nft.json_cmd({"nftables": [{"add": {"rule": rule}}]})
    check("refused", [status != 0, output, "/nftables/0/add/rule" in error], [True, "", True])
    check("valid", nft.json_validate({"nftables": []}), True)
    raises("invalid", Exception, nft.json_validate, {"tables": []})
    raises("invalid", Exception, nft.json_validate, {"nftables": [1]})


def files(nft, folder):
    path = os.path.join(folder, "python.nft")
    with open(path, "w", encoding="utf-8") as f:
        f.write('include "python.inc"\n')
    with open(os.path.join(folder, "python.inc"), "w", encoding="utf-8") as f:
        f.write("add rule ip t c tcp dport $port\n")
    check("variable", [nft.add_var("novalue"), nft.add_var("port=99")], [False, True])
    check("path", nft.add_include_path(folder), True)
    check("file", nft.cmd_from_file(path), (0, "", ""))
    check("file", "tcp dport 99" in nft.cmd("list chain ip t c")[1], True)
    nft.clear_vars()
    nft.clear_include_paths()
    check("no variable", nft.cmd_from_file(path)[0] != 0, True)


def main():
    nft = nftables.Nftables(sofile="libnftables.so.1")
    flags(nft)
    commands(nft)
    documents(nft)
    files(nft, sys.argv[1])
    other = nftables.Nftables()
    check("contexts", other.cmd("list tables"), (0, "table ip t\n", ""))
    check("contexts", nft.cmd("flush ruleset"), (0, "", ""))
    del other
    print(inspect.getfile(nftables))
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
