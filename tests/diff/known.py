# SPDX-License-Identifier: GPL-2.0-or-later
"""Differences that are meant. A row names one construct and one reason.

REWRITES make two texts alike in one respect each; a difference is known when some of them make the
texts equal, and the reasons are those of the rows without which they would not be. REFUSALS are what
only one side accepts: a pattern of the rule, and one of the message.
"""
import re

NUMBERS = ("hexadecimal and decimal are the same number", r"\b0x[0-9a-f]+\b", lambda m: str(int(m[0], 16)))

# (checks, reason, pattern, replacement[, pattern of the case without which the row is not used])
REWRITES = (
)

# (checks, reason, pattern of the case, pattern of the message)
REFUSALS = (
)


def rewritten(text, rows):
    for row in rows:
        text = re.sub(row[2], row[3], text)
    return text


def explain(check, case, one, other):
    """The reasons that make the two texts one; None: they differ for no known reason."""
    if one == other:
        return []
    rows = [r for r in REWRITES if check in r[0].split() and (len(r) < 5 or re.search(r[4], case))]
    rows = [r for r in rows if re.search(r[2], one) or re.search(r[2], other)]
    if rewritten(one, rows) != rewritten(other, rows):
        return None
    for row in list(rows):
        fewer = [r for r in rows if r is not row]
        if rewritten(one, fewer) == rewritten(other, fewer):
            rows = fewer
    return list(dict.fromkeys(r[1] for r in rows))


def excuse(check, case, why):
    for checks, reason, pattern, message in REFUSALS:
        if check in checks.split() and re.search(pattern, case) and re.search(message, why):
            return reason
    return None
