# SPDX-License-Identifier: GPL-2.0-or-later
"""The good rules of .t files (tests/py/run says what is in them) as cases."""
import itertools
import re

from draw import Case

SET_OPTIONS = r"\s+(?=(?:flags|timeout|gc-interval|size|policy|auto-merge|counter)\b)"


class File:
    def __init__(self, path):
        self.chains, self.targets, self.things = {}, [], {}
        with open(path) as f:
            self.lines = [line.strip() for line in f]

    def cases(self):
        for number, line in enumerate(self.lines):
            if not line or line[0] in "#-":
                continue
            if line[0] == ":":
                name, spec = line[1:].split(";", 1)
                self.chains[name] = "{ %s; }" % spec
            elif line[0] == "*":
                family, _, chains = line[1:].split(";")
                self.targets.append((family, chains.split(",")[0]))
            elif re.search(r";\s*ok\b", line):
                text = re.match(r"(.*?);\s*ok\b", line)[1]
                if line[0] in "!?%":
                    self.thing(line[0], text[1:])
                else:
                    yield from self.rule(number, text)

    def thing(self, mark, text):
        name, rest = text.split(None, 1)
        if mark == "!":
            kind = "map" if re.search(r"\s:\s", rest) else "set"
            self.things[name] = ["add %s TABLE %s { %s; }" % (kind, name, re.sub(SET_OPTIONS, "; ", rest))]
        elif mark == "?":
            self.things[name].append("add element TABLE %s { %s }" % (name, rest))
        else:
            kind, body = re.match(r"type\s+((?:ct\s+)?\w+)\s*(.*)", rest).groups()
            self.things[name] = ["add %s TABLE %s %s" % (kind, name, body)]

    def rule(self, number, text):
        used = [name for name in self.things if re.search(r"[@\" ]%s\b" % re.escape(name), text)]
        setup = [command for name in used for command in self.things[name]]
        for i, (family, chain) in enumerate(self.targets):
            yield Case(family, self.chains.get(chain, ""), setup, text,
                       ["c%d_%d" % (number, i), *used], set(), set(), set())


def cases_of(path, first, count):
    return itertools.islice(File(path).cases(), first, None if count is None else first + count)
