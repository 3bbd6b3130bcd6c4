"""A line chart of a table without a plotting library, for notebooks. With matplotlib: table.plot()."""
from html import escape

COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]
WIDTH, HEIGHT, LEFT, BELOW = 760, 240, 50, 24


class Lines:
    """A line for each column of a table over its rows; what is not known is a gap. Jupyter shows it as a picture."""

    def __init__(self, table, unit):
        self.table = table
        self.unit = unit

    def __repr__(self):
        rows, columns = self.table.shape
        return f"<{columns} lines of {rows} points, {self.unit}>"

    def _repr_svg_(self):
        most = self.table.max().max() or 1
        step = (WIDTH - LEFT) / max(1, len(self.table) - 1)
        y = lambda value: round((HEIGHT - BELOW) * (1 - value / most) + 8, 1)
        parts = [
            f'<text x="4" y="{y(value) + 4}">{value:.0f}</text><path d="M{LEFT} {y(value)}H{WIDTH}" stroke="#ddd"/>'
            for value in (0, most / 2, most)
        ]
        for nth, (name, values) in enumerate(self.table.items()):
            color = COLORS[nth % len(COLORS)]
            known = [(at, value) for at, value in enumerate(values) if value == value]
            points = [f"{'L' if at and (at - 1) in dict(known) else 'M'}{LEFT + at * step:.1f} {y(value)}" for at, value in known]
            parts.append(f'<path d="{"".join(points)}" fill="none" stroke="{color}" stroke-width="1.5"/>')
            parts.append(f'<text x="{LEFT + 100 * nth}" y="{HEIGHT + 14}" fill="{color}">{escape(str(name))}</text>')
        parts.append(f'<text x="{WIDTH - 60}" y="{HEIGHT + 14}">{escape(self.unit)}</text>')
        size = f'viewBox="0 0 {WIDTH} {HEIGHT + 20}" width="{WIDTH}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">{"".join(parts)}</svg>'
