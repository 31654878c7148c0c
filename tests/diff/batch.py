# SPDX-License-Identifier: GPL-2.0-or-later
"""Some cases at once: loaded by both, listed, loaded again, and compared."""
import collections
import json
import os
import re
import subprocess
import tempfile

import draw
import held
import known
import nft

FAMILIES = ("ip", "ip6", "inet", "bridge", "netdev", "arp")
TABLES = ("ours", "peer", "again", "json")


def commands(case, table):
    where = "%s %s" % (case.family, table)
    lines = [line.replace("TABLE", where) for line in case.setup]
    lines += ["add chain %s %s %s" % (where, case.names[0], case.chain),
              "add rule %s %s %s" % (where, case.names[0], case.rule)]
    return "\n".join(lines) + "\n"


def blocks(listing):
    """A listed table: {name: text} of its chains, sets and objects."""
    found, name = collections.OrderedDict(), None
    for line in listing.splitlines():
        head = re.match(r"\t(?:ct )?\w+ (\w+) \{", line)
        if head:
            name = head.group(1)
            found[name] = ""
        if name:
            found[name] += line + "\n"
        if line == "\t}":
            name = None
    return found


def of_case(found, case):
    """What a listing has of a case: objects and sets before the chain."""
    return "".join(found.get(name) or "" for name in case.names[1:] + case.names[:1])


def even(text):
    """A listing as one compares it: blanks, what time changes, and the order of elements aside."""
    text = re.sub(r" expires \w+|\t# count \d+|last used [\ddhms]+", "", text)

    def elements(found):
        return "{ " + ", ".join(sorted(" ".join(e.split()) for e in found[1].split(","))) + " }"
    return " ".join(re.sub(r"\{ ([^{};]*)\}", elements, text).split())


class Apart:
    """The peer in a process of its own, since it may crash: run gives None then."""

    def __init__(self, path):
        self.path, self.pid = path, None

    def start(self):
        ask, tell, hear, answer = *os.pipe(), *os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(2)
            os.close(tell)
            os.close(hear)
            tool = nft.Library(self.path)
            with os.fdopen(ask) as asked, os.fdopen(answer, "w") as answered:
                for line in asked:
                    answered.write(json.dumps(tool.run(json.loads(line))) + "\n")
                    answered.flush()
            os._exit(0)
        os.close(ask)
        os.close(answer)
        self.tell, self.hear = os.fdopen(tell, "w"), os.fdopen(hear)

    def run(self, text):
        if not self.pid:
            self.start()
        self.tell.write(json.dumps(text) + "\n")
        self.tell.flush()
        line = self.hear.readline()
        if line:
            return nft.Result(*json.loads(line))
        os.waitpid(self.pid, 0)
        self.pid = None
        return None


class Batch:
    def __init__(self, args, first, cases):
        self.args = args
        self.ours, self.peer, self.kernel = nft.Library(args.lib), Apart(args.peer), held.Kernel()
        self.cases = dict(enumerate(cases, first))
        self.good, self.refused, self.peer_good = [], [], set()
        self.texts, self.held = {}, {}

    def tell(self, **entry):
        print(json.dumps(entry), flush=True)

    def say(self, number, check, why):
        case = self.cases[number]
        text = commands(case, case.family[0])
        reason = known.excuse(check, text, why)
        if reason:
            self.tell(known=[reason])
        else:
            self.tell(case=number, check=check, why=why, text=text)

    def compare(self, number, check, one, other):
        case = self.cases[number]
        reasons = known.explain(check, commands(case, case.family[0]), one, other)
        if reasons is None:
            self.say(number, check, "%s\n-- and\n%s\n" % (one, other))
        elif reasons:
            self.tell(known=reasons)

    def run(self):
        for family in FAMILIES:
            for table in TABLES:
                self.ours.run("add table %s %s\nadd chain %s %s other" % (family, table, family, table))
        for number, case in self.cases.items():
            self.tell(start=number, text=commands(case, "t"), used=sorted(draw.used(case)))
            self.load(number, case)
        self.tell(accepted=len(self.good))
        self.held["ours"], self.held["peer"] = self.holds("ours"), self.holds("peer")
        for number in sorted(self.peer_good):
            self.compare_held(number, "instructions", "ours", "peer")
        self.texts = self.listed(self.ours, "ours")
        self.compare_listings()
        self.reload()
        self.as_json()
        self.offline()

    def load(self, number, case):
        ours = self.ours.run(commands(case, "ours"))
        if ours.ok:
            self.good.append(number)
        elif "Could not process rule" in ours.err:
            self.refused.append(number)
        peer = self.peer.run(commands(case, "peer"))
        if not peer:
            self.tell(known=["the peer crashes"])
        elif ours.ok != peer.ok:
            self.say(number, "accept", "ours: %s\npeer: %s\n" % (ours.err or "accepts", peer.err or "accepts"))
        elif ours.ok:
            self.peer_good.add(number)

    def holds(self, table):
        found = {}
        for family in FAMILIES:
            found.update(self.kernel.table(family, table))
        return found

    def compare_held(self, number, check, one, other):
        case = self.cases[number]
        texts = ["\n".join(line for name in case.names for line in self.held[t].get(name, ()))
                 for t in (one, other)]
        self.compare(number, check, *texts)

    # --- listings

    def listed(self, tool, table):
        found = {}
        for family in FAMILIES:
            found.update(blocks(tool.run("list table %s %s" % (family, table)).out))
        return found

    def listed_by_peer(self, table):
        found = {}
        for family in FAMILIES:
            done = self.peer.run("list table %s %s" % (family, table))
            if done and done.ok:
                found.update(blocks(done.out))
                continue
            for case in (self.cases[n] for n in self.good):
                if case.family == family:
                    found.update(self.listed_case(case, table))
        return found

    def listed_case(self, case, table):
        """Name by name, where something in the table crashes the peer."""
        found = {}
        kinds = {name: line.split(" TABLE ")[0][4:] for line in case.setup for name in case.names[1:]
                 if " TABLE %s " % name in line}
        kinds[case.names[0]] = "chain"
        for name, kind in kinds.items():
            done = self.peer.run("list %s %s %s %s" % (kind, case.family, table, name))
            if not done or not done.ok:
                return {case.names[0]: None}
            found.update(blocks(done.out))
        return found

    def compare_listings(self):
        o_o, o_p = self.texts, self.listed(self.ours, "peer")
        p_o, p_p = self.listed_by_peer("ours"), self.listed_by_peer("peer")
        for number in sorted(self.peer_good):
            case = self.cases[number]
            ours, theirs = even(of_case(o_o, case)), even(of_case(o_p, case))
            self.compare(number, "our-lists", ours, theirs)
            if p_o.get(case.names[0]) is None or p_p.get(case.names[0]) is None:
                self.tell(known=["the peer crashes"])
                continue
            seen, own = even(of_case(p_o, case)), even(of_case(p_p, case))
            self.compare(number, "peer-lists", seen, own)
            self.compare(number, "listing", ours, own)
        for number in sorted(set(self.good) - self.peer_good):
            if p_o.get(self.cases[number].names[0]) is None:
                self.say(number, "peer-lists", "not listed\n")

    # --- loading again

    def reload(self):
        loaded = []
        for number in self.good:
            case = self.cases[number]
            text = of_case(self.texts, case)
            done = self.ours.run("table %s again {\n%s}\n" % (case.family, text))
            if done.ok:
                loaded.append(number)
            else:
                self.say(number, "reload", done.err + text)
        self.held["again"] = self.holds("again")
        for number in loaded:
            self.compare_held(number, "reload", "ours", "again")

    def as_json(self):
        loaded = []
        for family in FAMILIES:
            words = [self.args.nft, "-j", "--lossless", "list", "table", family, "ours"]
            listed = subprocess.run(words, capture_output=True, text=True).stdout
            mine = [n for n in self.good if self.cases[n].family == family]
            try:
                entries = json.loads(listed)["nftables"]
            except ValueError:
                self.tell(case=min(self.cases), check="json", why="no JSON: " + listed, text=family)
                continue
            loaded += [n for n in mine if self.json_case(n, entries)]
        self.held["json"] = self.holds("json")
        for number in loaded:
            self.compare_held(number, "json", "ours", "json")

    def json_case(self, number, entries):
        case, mine = self.cases[number], []
        for entry in entries:
            (kind, body), = entry.items()
            if body.get("name") in case.names or body.get("chain") in case.names[:1]:
                body = {k: v for k, v in body.items() if k != "handle"}
                mine.append({"add": {kind: dict(body, table="json")}})
        done = self.ours.run(json.dumps({"nftables": mine}), json=True)
        if not done.ok:
            self.say(number, "json", done.err + json.dumps(mine) + "\n")
        return done.ok

    # --- the offline kernel

    def offline(self):
        state = tempfile.mktemp(prefix="diff-")
        base = "".join("add table %s ours\nadd chain %s ours other\n" % (f, f) for f in FAMILIES)
        good = list(self.good)
        done = self.offline_run(state, base + "".join(commands(self.cases[n], "ours") for n in good))
        if done.returncode:
            self.offline_run(state, base)
            good = [n for n in self.good if self.offline_good(state, n)]
        for number in self.refused:
            if self.offline_run(state, commands(self.cases[number], "ours")).returncode == 0:
                good.append(number)
                self.say(number, "offline", "accepted, but " + self.ours.run(
                    commands(self.cases[number], "ours")).err)
        found = self.offline_list(state)
        for number in good:
            if number not in self.refused:
                self.compare(number, "offline", even(of_case(self.texts, self.cases[number])),
                             even(of_case(found, self.cases[number])))
        os.unlink(state)
        self.offline_again([n for n in good if n in self.refused], found)

    def offline_good(self, state, number):
        done = self.offline_run(state, commands(self.cases[number], "ours"))
        if done.returncode:
            self.say(number, "offline", "refused: " + done.stderr)
        return done.returncode == 0

    def offline_again(self, numbers, found):
        """What the kernel cannot hold is loaded again here: by what it lists as."""
        state = tempfile.mktemp(prefix="diff-")
        self.offline_run(state, "".join("add table %s ours\nadd chain %s ours other\n" % (f, f)
                                        for f in FAMILIES))
        for number in numbers:
            case = self.cases[number]
            text = of_case(found, case)
            done = self.offline_run(state, "table %s ours {\n%s}\n" % (case.family, text))
            if done.returncode:
                self.say(number, "reload", done.stderr + text)
        again = self.offline_list(state)
        for number in numbers:
            case = self.cases[number]
            if of_case(again, case):
                self.compare(number, "reload", even(of_case(found, case)), even(of_case(again, case)))
        os.unlink(state)

    def offline_list(self, state):
        found = {}
        for family in FAMILIES:
            found.update(blocks(self.offline_run(state, "list table %s ours" % family).stdout))
        return found

    def offline_run(self, state, text):
        return subprocess.run([self.args.nft, "--offline", "--state", state, "-f", "-"], input=text,
                              capture_output=True, text=True)
