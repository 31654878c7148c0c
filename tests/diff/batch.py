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
TABLES = ("ours", "peer", "more", "again", "json")  # more: what the peer refuses


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
        return "{ " + ", ".join(sorted(" ".join(e.split()) for e in re.split(r",\s+", found[1]))) + " }"
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
        self.good, self.refused, self.peer_good, self.apart = [], [], set(), []
        self.texts, self.held, self.differ = {}, {}, {}

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
        if check == "instructions":
            self.differ[number] = known.OTHER_PROGRAMS & set(reasons or ())
        elif reasons is None and "list" in check and self.differ.get(number):
            reasons = sorted(self.differ[number])
        if reasons is None:
            self.say(number, check, "%s\n-- and\n%s\n" % (one, other))
        elif reasons:
            self.tell(known=reasons)

    def run(self):
        for family in FAMILIES:
            for table in TABLES:
                self.ours.run("add table %s %s\nadd chain %s %s other" % (family, table, family, table))
        # the peer first: it reads all that is loaded before it adds anything, and may not know it
        peers = {number: self.peer_loads(case) for number, case in self.cases.items()}
        for number, case in self.cases.items():
            self.tell(start=number, text=commands(case, "t"), used=sorted(draw.used(case)))
            self.load(number, case, peers[number])
        self.tell(accepted=len(self.good))
        self.held["ours"], self.held["peer"] = self.holds("ours", "more"), self.holds("peer")
        for number in sorted(self.peer_good):
            self.compare_held(number, "instructions", "ours", "peer")
        self.texts = self.listed(self.ours, "ours", "more")
        if not self.args.files:
            self.compare_listings()
        self.reload()
        self.as_json()
        self.offline()
        if not self.args.files:
            self.list_apart()

    def peer_loads(self, case):
        """None: it crashed. The rules of files are not for the peer."""
        return nft.Result(False, "", "") if self.args.files else self.peer.run(commands(case, "peer"))

    def load(self, number, case, peer):
        table = "ours" if peer and peer.ok else "more"
        ours = self.ours.run(commands(case, table))
        if ours.ok:
            self.good.append(number)
        elif "Could not process rule" in ours.err:
            self.refused.append(number)
        if not peer:
            self.say(number, "accept", "the peer crashes")
        elif self.args.files:
            return
        elif ours.ok != peer.ok:
            self.say(number, "accept", "ours: %s\npeer: %s\n" % (ours.err or "accepts", peer.err or "accepts"))
        elif ours.ok:
            self.peer_good.add(number)

    def holds(self, *tables):
        found = {}
        for family in FAMILIES:
            for table in tables:
                found.update(self.kernel.table(family, table))
        return found

    def compare_held(self, number, check, one, other):
        case = self.cases[number]
        texts = ["\n".join(line for name in case.names for line in self.held[t].get(name, ()))
                 for t in (one, other)]
        self.compare(number, check, *texts)

    # --- listings

    def listed(self, tool, *tables):
        """{name: text}; without the families whose listing fails."""
        found = {}
        for family in FAMILIES:
            for table in tables:
                done = tool.run("list table %s %s" % (family, table))
                if done and done.ok and not done.err:
                    found.update(blocks(done.out))
        return found

    def compare_listings(self):
        o_o, o_p = self.texts, self.listed(self.ours, "peer")
        p_o, p_p = self.listed(self.peer, "ours"), self.listed(self.peer, "peer")
        for number in sorted(self.peer_good):
            case = self.cases[number]
            self.compare(number, "our-lists", even(of_case(o_o, case)), even(of_case(o_p, case)))
            if case.names[0] in p_o and case.names[0] in p_p:
                self.compare_peer(number, of_case(p_o, case), of_case(p_p, case))
            else:
                self.apart.append(number)

    def compare_peer(self, number, seen, own):
        self.compare(number, "peer-lists", even(seen), even(own))
        self.compare(number, "listing", even(of_case(self.texts, self.cases[number])), even(own))

    def list_apart(self):
        """One by one in an empty ruleset: something beside these may crash the peer."""
        for number in self.apart + sorted(set(self.good) - self.peer_good):
            seen, own = self.list_alone(number, self.ours), None
            if number in self.peer_good:
                own = self.list_alone(number, self.peer)
            if seen is None or (own is None and number in self.peer_good):
                self.say(number, "peer-lists", "not listed%s\n" % (
                    ", nor what the peer loaded" if number in self.peer_good and own is None else ""))
            elif own is not None:
                self.compare_peer(number, seen, own)

    def list_alone(self, number, tool):
        case = self.cases[number]
        self.ours.run("flush ruleset")
        tool.run("add table %s t\nadd chain %s t other" % (case.family, case.family))
        tool.run(commands(case, "t"))
        done = self.peer.run("list table %s t" % case.family)
        return of_case(blocks(done.out), case) if done and done.ok else None

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
            mine = [n for n in self.good if self.cases[n].family == family]
            entries = self.json_entries(family, "ours") + self.json_entries(family, "more")
            loaded += [n for n in mine if self.json_case(n, entries)]
        self.held["json"] = self.holds("json")
        for number in loaded:
            self.compare_held(number, "json", "ours", "json")

    def json_entries(self, family, table):
        words = [self.args.nft, "-j", "--lossless", "list", "table", family, table]
        listed = subprocess.run(words, capture_output=True, text=True).stdout
        try:
            return json.loads(listed)["nftables"]
        except ValueError:
            self.tell(case=min(self.cases), check="json", why="no JSON: " + listed, text=family)
            return []

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
