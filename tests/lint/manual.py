# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether the manuals tell all that the source has. nft(8): options of the command line, fields of
headers and keys of selectors with their types, options of headers, symbols. libnftables(3): functions
and constants. libnftables-json(5): the JSON keys of statements, selectors and objects."""
import re


def sections(page):
    """{heading: lines} of .SH and .SS; a line's cells, without fonts and escapes."""
    found, lines = {}, []
    for line in page.split("\n"):
        line = re.sub(r"\\f[BIPR]|\\&", "", line).replace("\\-", "-")
        heading = re.match(r'\.S[HS] "?([^"]*)', line)
        if heading:
            lines = found.setdefault(heading.group(1), [])
        lines.append(line.split("\t"))
    return found


def has_word(text, word):
    return re.search(r"(?<![\w-])%s(?![\w-])" % re.escape(word), text)


def type_names(read, paths):
    """{descriptor: (name, whether it has a width of its own)}"""
    names = {}
    for path in paths:
        if re.match(r"src/data/type_\w+\.c$", path):
            for found in re.finditer(r"const struct type (type_\w+) = \{(.*?)\n?\};", read(path), re.S):
                name = re.search(r'\.name = "(\w+)"', found.group(2)).group(1)
                names[found.group(1)] = (name, name not in ("integer", "bitmask", "string") and
                                         ".bits" in found.group(2))
    return names


def shown_type(names, descriptor, bits):
    name, whole = names[descriptor]
    return "(table)" if name == "invalid" else name if whole else "%s %s" % (name, bits)


def header_fields(read, paths, names):
    """(header, field, type) of every packet header."""
    for path in paths:
        if not re.match(r"src/data/proto_\w+\.c$", path):
            continue
        text = read(path)
        tables = dict(re.findall(r"struct field (\w+)\[\] = \{(.*?)\n\};", text, re.S))
        for proto in re.finditer(r"const struct proto proto_\w+ = \{(.*?)\n\};", text, re.S):
            header = re.search(r'\.name = "([^"]+)"', proto.group(1)).group(1)
            table = re.search(r"FIELDS\((\w+)\)", proto.group(1)).group(1)
            for name, kind, bits in re.findall(r'FIELD\("([^"]+)", (\w+), \d+, (\d+)\)',
                                               tables.get(table, "")):
                yield path, header, name, shown_type(names, kind, bits)


def selector_keys(read, paths, names):
    """(family, key, type) of the selectors that are made of keys."""
    for path in paths:
        if not re.match(r"src/lang/expr/\w+\.c$", path):
            continue
        text = read(path)
        family = re.search(r'\.json = "(\w+)"', text) or re.search(r'\.word = "(\w+)"', text)
        for name, kind, bits in re.findall(r'\{ "([^"]+)", (?:NULL|"\w+"), &(type_\w+), (\d+),', text):
            yield path, family.group(1), name, shown_type(names, kind, bits)


def rows_of(found):
    """What the tables say: {(header or section, field or key, type)}"""
    rows = set()
    for heading, lines in found.items():
        header = None
        for cells in lines:
            if len(cells) > 2:
                header = cells[0] or header
                rows.add((header, cells[1], cells[2]))
                rows.add((heading, cells[0], cells[1]))
    return rows


def check_library(fail, read, paths):
    page = read("doc/libnftables.3").replace("\\-", "-")
    for word in re.findall(r"^\t(nft_\w+);", read("src/api/libnftables.map"), re.M) + \
            re.findall(r"^\t(NFT_\w+)\s*=", read("include/nftables/libnftables.h"), re.M):
        if not re.search(r"%s\b" % word, page):
            fail("doc/libnftables.3", 1, "the manual has no %s" % word)


def check_json(fail, read, paths):
    page = re.sub(r"\\f[BIPR]", "", read("doc/libnftables-json.5")).replace("\\-", "-")
    for path in paths:
        if not re.match(r"src/lang/(stmt|expr|object)/\w+\.c$", path):
            continue
        for desc in re.findall(r"^const struct \w+ \w+ = \{(.*?)\n\};", read(path), re.S | re.M):
            word = re.search(r'\.json = "([^"]+)"', desc) or re.search(r'\.word = "([^"]+)"', desc)
            aliases = re.search(r"\.aliases = [^{]*\{([^}]*)\}", desc)
            words = [word.group(1)] if word else []
            for name in words + re.findall(r'"([^"]+)"', aliases.group(1) if aliases else ""):
                if name != "hooks" and not has_word(page, name):
                    fail(path, 1, "doc/libnftables-json.5 has no %s" % name)


def check(fail, read, paths):
    check_library(fail, read, paths)
    check_json(fail, read, paths)
    page = read("doc/nft.8")
    found = sections(page)
    text = "\n".join("\t".join(cells) for lines in found.values() for cells in lines)
    names = type_names(read, paths)
    rows = rows_of(found)
    for letter, word in re.findall(r"\{ (?:'(\w)'|OPTION_\w+), (?:\"([\w-]+)\"|NULL),", read("src/cli/options.c")):
        for option in filter(None, [letter and "-" + letter, word and "--" + word]):
            if not has_word(text, option):
                fail("src/cli/options.c", 1, "the manual has no option %s" % option)
    for path, header, name, kind in list(header_fields(read, paths, names)) + list(selector_keys(read, paths, names)):
        if (header, name, kind) not in rows:
            fail(path, 1, "the manual has no row %s %s of type %s" % (header, name, kind))
    words = set(re.findall(r'FIELD\("([^"]+)"|^\t\{ "([\w-]+)", (?:NULL|"[\w-]+"), EXTHDR', read("src/data/exthdr.c"), re.M))
    for path in paths:
        if re.match(r"src/data/type_\w+\.c$", path):
            words |= {(symbol, "") for symbol in re.findall(r'\{ "([\w-]+)", \w+ \}', read(path)) if len(symbol) > 2}
    for word in sorted(a or b for a, b in words):
        if not has_word(text, word):
            fail("doc/nft.8", 1, "the manual has no word %s" % word)
