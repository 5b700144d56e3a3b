"""The composition root: the one place that wires everything, and the order of start and stop."""

from bot.app.life import App

__all__ = ("App",)
