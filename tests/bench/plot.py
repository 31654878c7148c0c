# SPDX-License-Identifier: GPL-2.0-or-later
"""Seconds against items as SVG: one panel for each workload, both axes in powers of ten."""
import math

WIDTH, HEIGHT, MARGIN, COLUMNS = 300, 220, 48, 3
COLOURS = ("#1f5fa8", "#c0392b")


def scale(value, low, high, length):
    return (math.log10(value) - low) / (high - low) * length


def panel(title, series, x0, y0, decades):
    """series: {name: [(items, seconds)]}"""
    (low, high), (bottom, top) = decades
    w, h = WIDTH - MARGIN - 12, HEIGHT - MARGIN - 24
    at = lambda n, s: (x0 + MARGIN + scale(n, low, high, w), y0 + 24 + h - scale(max(s, 10 ** bottom), bottom, top, h))
    out = ['<text x="%d" y="%d" class="title">%s</text>' % (x0 + MARGIN, y0 + 16, title)]
    for decade in range(low, high + 1):
        x = at(10 ** decade, 1)[0]
        out.append('<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" class="x">%s</text>' % (
            x, y0 + 24, y0 + 24 + h, x, y0 + 38 + h, "{:,}".format(10 ** decade)))
    for decade in range(bottom, top + 1):
        y = at(10 ** low, 10.0 ** decade)[1]
        out.append('<path class="grid" d="M%d %.1fh%d"/><text x="%d" y="%.1f" class="y">%g s</text>' % (
            x0 + MARGIN, y, w, x0 + MARGIN - 4, y + 3, 10.0 ** decade))
    for (name, points), colour in zip(series.items(), COLOURS):
        places = [at(n, s) for n, s in points]
        if not places:
            continue
        out.append('<polyline points="%s" stroke="%s"/>' % (" ".join("%.1f,%.1f" % p for p in places), colour))
        out += ['<circle cx="%.1f" cy="%.1f" r="2.5" fill="%s"/>' % (*p, colour) for p in places]
    return out


def plot(panels, names, path):
    """panels: {title: series}; one file with all of them."""
    points = [p for series in panels.values() for line in series.values() for p in line]
    low, high = (math.floor(math.log10(min(p[0] for p in points))), math.ceil(math.log10(max(p[0] for p in points))))
    top = math.ceil(math.log10(max(max(p[1] for p in points), 0.01)))
    rows = (len(panels) + COLUMNS - 1) // COLUMNS
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="9">' % (
        COLUMNS * WIDTH, rows * HEIGHT + 24),
        '<style>.grid{stroke:#ddd}.title{font-size:12px;font-weight:bold}.x{text-anchor:middle}.y{text-anchor:end}'
        'polyline{fill:none;stroke-width:1.5}</style><rect width="100%" height="100%" fill="white"/>']
    for i, (name, colour) in enumerate(zip(names, COLOURS)):
        out.append('<text x="%d" y="16" fill="%s" font-size="12">%s: seconds to load, by items</text>' % (
            MARGIN + 260 * i, colour, name))
    for i, (title, series) in enumerate(panels.items()):
        out += panel(title, series, i % COLUMNS * WIDTH, 24 + i // COLUMNS * HEIGHT, ((low, max(high, low + 1)), (-3, top)))
    with open(path, "w") as f:
        f.write("\n".join(out + ["</svg>"]) + "\n")
