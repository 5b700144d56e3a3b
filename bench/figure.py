"""One measured figure, and how the table shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`bar` is the most it may be, or the least, in the same unit; None: said beside the figures, without a bar.

    Nothing `measured` is a bar that isn't met; the note says why.
    """

    what: str
    measured: float | None
    unit: str
    bar: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        if self.bar is None or self.measured is None:
            return self.bar is None
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar

    def row(self) -> str:
        """A line of the Markdown table."""
        sign = "≥" if self.at_least else "≤"
        bar = "–" if self.bar is None else f"{sign} {self.bar:g} {self.unit}"
        return f"| {self.what} | {bar} | {self._value()} | {self._verdict()} | {self.note} |"

    def _verdict(self) -> str:
        if self.bar is None:
            return "–"
        return "met" if self.met else "**not measured**" if self.measured is None else "**missed**"

    def _value(self) -> str:
        if self.measured is None:
            return "–"
        digits = 0 if self.measured >= 100 else 1 if self.measured >= 10 else 2
        return f"{self.measured:.{digits}f} {self.unit}"
