"""One measured figure, and how the table shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`bar` is the most it may be, in the same unit; None: said beside the figures, without a bar."""

    what: str
    measured: float
    unit: str
    bar: float | None = None
    note: str = ""

    @property
    def met(self) -> bool:
        return self.bar is None or self.measured <= self.bar

    def row(self) -> str:
        """A line of the Markdown table."""
        verdict = "–" if self.bar is None else "met" if self.met else "**missed**"
        bar = "–" if self.bar is None else f"{self.bar:g} {self.unit}"
        return f"| {self.what} | {bar} | {self._value()} | {verdict} | {self.note} |"

    def _value(self) -> str:
        digits = 0 if self.measured >= 100 else 1 if self.measured >= 10 else 2
        return f"{self.measured:.{digits}f} {self.unit}"
