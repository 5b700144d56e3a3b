"""Draws in the child. Light to import: the library comes with the first picture, and goes with the child."""

import io
import os
from collections.abc import Callable
from typing import Any

from bot.charts.sheet import Bars, Lines, Sheet, Stacks

WIDTH, HEIGHT, DPI = 7.2, 10.6, 150  # inches, dots an inch: 1080 × 1590, upright as phones are held
DONE, FAILED = "#2b7bba", "#e1812c"  # blue and orange, told apart by everybody
INK, FAINT = "#222222", "#dddddd"
FEWEST_BARS = 3  # there is room for so many: a single one would be as thick as all
DATES = 5  # written below the days

LEGEND = {"ncols": 2, "frameon": False, "borderaxespad": 0.3, "handlelength": 1, "columnspacing": 1}

Report = Callable[[Any], None]


def draw(sheet: Sheet, folder: str, report: Report) -> bytes:
    """The sheet as a PNG, dark on white; `folder` is where the library remembers its fonts."""
    os.environ["MPLCONFIGDIR"] = folder
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # there is nothing to compute, and each thread takes memory
    import matplotlib as mpl  # noqa: PLC0415 -- 60 MB which only this child has
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    style: dict[Any, Any] = {
        "font.family": "DejaVu Sans",  # comes with the library: Latin, Cyrillic, Arabic letters, Persian digits
        "font.size": 11,
        "figure.titlesize": 14,
        "figure.titleweight": "bold",
        "text.color": INK,
        "axes.edgecolor": FAINT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "grid.color": FAINT,
        "text.parse_math": False,  # a name may hold any sign
        "figure.constrained_layout.w_pad": 0.12,  # inches
        "figure.constrained_layout.h_pad": 0.1,
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        heights = (3, 1.6, 0.6 + 0.4 * max(FEWEST_BARS, len(sheet.sites.bars)), 3)
        parts: Any = figure.subfigures(4, 1, height_ratios=heights)  # each with margins of its own
        _stacks(parts[0], sheet.deliveries, sheet)
        _bars(parts[1], sheet.ways, sheet.right_to_left)
        _bars(parts[2], sheet.sites, sheet.right_to_left)
        _lines(parts[3], sheet.waits, sheet)
        made = io.BytesIO()
        figure.savefig(made, format="png")
    return made.getvalue()


def _stacks(part: Any, stacks: Stacks, sheet: Sheet) -> None:
    axes = part.subplots()
    places = range(len(sheet.days))
    lower, upper = stacks.parts
    axes.bar(places, lower, color=DONE, width=0.8, label=stacks.names[0])
    axes.bar(places, upper, bottom=lower, color=FAILED, width=0.8, label=stacks.names[1])
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=5)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}".translate(sheet.digits))
    _over_days(part, axes, sheet)
    _title(part, stacks.title, sheet.right_to_left)


def _lines(part: Any, lines: Lines, sheet: Sheet) -> None:
    axes = part.subplots()
    places = range(len(sheet.days))
    for name, values, colour in zip(lines.names, lines.values, (DONE, FAILED), strict=True):
        shown = [float("nan") if value is None else value for value in values]
        axes.plot(places, shown, color=colour, label=name, linewidth=2, marker="o", markersize=4)
    axes.set_yscale("symlog", linthresh=1)  # linear below a second, where most waits end
    axes.set_yticks([mark for mark, _ in lines.ticks], [text for _, text in lines.ticks])
    axes.minorticks_off()
    axes.set_ylim(0, lines.ticks[-1][0])
    _over_days(part, axes, sheet)
    _title(part, lines.title, sheet.right_to_left)


def _over_days(part: Any, axes: Any, sheet: Sheet) -> None:
    last = len(sheet.days) - 1
    step = max(1, last // (DATES - 1))
    places = list(range(last, -1, -step))
    axes.set_xticks(places, [sheet.days[place] for place in places])
    axes.set_xlim(-0.6, last + 0.6)
    axes.tick_params(length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    part.legend(loc="upper left" if sheet.right_to_left else "upper right", **LEGEND)


def _bars(part: Any, bars: Bars, right_to_left: bool) -> None:
    """One below the other; what reads from right to left begins at the right."""
    axes = part.subplots()
    places = range(len(bars.bars))
    begins = [bar.parts[0] for bar in bars.bars]
    axes.barh(places, begins, color=DONE, height=0.65)
    axes.barh(places, [bar.parts[1] for bar in bars.bars], left=begins, color=FAILED, height=0.65)
    axes.set_yticks(places, [bar.name for bar in bars.bars])
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.set_ylim(max(FEWEST_BARS, len(bars.bars)) - 0.5, -0.5)  # from above
    whole = max((sum(bar.parts) for bar in bars.bars), default=0) or 1
    axes.set_xlim(0, whole * 1.35)  # room for the values
    if right_to_left:
        axes.invert_xaxis()
        axes.yaxis.tick_right()
    axes.spines[:].set_visible(False)
    _title(part, bars.title, right_to_left)
    for place, bar in enumerate(bars.bars):
        axes.annotate(
            bar.value,
            (sum(bar.parts), place),
            xytext=(-5 if right_to_left else 5, 0),
            textcoords="offset points",
            va="center",
            ha="right" if right_to_left else "left",
        )


def _title(part: Any, title: str, right_to_left: bool) -> None:
    part.suptitle(title, x=0.985 if right_to_left else 0.015, ha="right" if right_to_left else "left")
