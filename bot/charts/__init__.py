"""Figures as a picture, drawn by matplotlib in a short-lived child, so that its memory comes back.

Nothing here imports it but the child: docs/decisions/figures-as-a-picture.md.
"""

import asyncio
from pathlib import Path

from bot.charts.draw import draw
from bot.charts.words import sheet
from bot.concurrency.children import Children
from bot.concurrency.workers import Workers
from bot.domain.statistics import Figures
from bot.errors import ChildDied

DRAW_WITHIN = 120.0  # seconds; 4 on one core, most of them to import the library, so some 40 on a tenth of one


class Charts:
    """`ports.Painter`: one picture at a time."""

    def __init__(self, *, children: Children, folder: Path) -> None:
        """`folder` is where the library remembers the fonts it has found."""
        self._children = children
        self._workers = Workers("charts", 1)
        self._folder = folder

    async def paint(self, figures: Figures, language: str) -> bytes:
        """The figures as a PNG with words in this language; raises ChildDied."""
        seen = sheet(figures, language)
        try:
            async with asyncio.timeout(DRAW_WITHIN):
                return await self._workers.run_stoppable(
                    lambda stop: self._children.run(draw, seen, str(self._folder), report=lambda _: None, stop=stop)
                )
        except TimeoutError as error:
            raise ChildDied(f"picture not drawn within {DRAW_WITHIN:.0f} s") from error

    def close(self) -> None:
        """No new pictures."""
        self._workers.close()
