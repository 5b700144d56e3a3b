"""What is drawn: numbers, and every word and sign in its final form. Travels to the child."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stacks:
    """A bar for each day, of two parts."""

    title: str
    names: tuple[str, str]  # of the parts
    parts: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar of up to two parts, with its name before and its value behind it."""

    name: str
    value: str
    parts: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars below each other."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Two lines over the days, on a scale of powers; a day may have no value."""

    title: str
    names: tuple[str, str]
    values: tuple[tuple[float | None, ...], tuple[float | None, ...]]
    ticks: tuple[tuple[float, str], ...]  # where the scale has a mark, and what stands there


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole picture."""

    days: tuple[str, ...]
    deliveries: Stacks
    ways: Bars
    sites: Bars
    waits: Lines
    right_to_left: bool
    digits: dict[int, int]  # as `str.translate` takes them; for the numbers that the library writes
