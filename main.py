"""Ferry: reads the settings, builds the bot, runs it. Without a token, or with --demo, it runs the demo."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Config

EXIT_CONFIG = 78  # sysexits.h: EX_CONFIG
EXIT_INTERRUPTED = 130  # as shells have it: 128 + SIGINT
SWITCH_EVERY = (
    0.001  # seconds; beside busy threads the health page answers several times sooner than with Python's 5 ms
)


def main(arguments: Sequence[str]) -> int:
    """Run until asked to stop; the exit status: 0, 78 when a setting is wrong, 1 when the demo has no start."""
    from bot.config import SECRETS, Config  # noqa: PLC0415 -- children import this file, and need nothing of it
    from bot.errors import ConfigInvalid, FerryError  # noqa: PLC0415

    try:
        config = Config.from_env({**_dotenv(), **os.environ})
        for name in SECRETS:
            os.environ.pop(name, None)  # children inherit the environment
        run(config, demo="--demo" in arguments)
    except ConfigInvalid as error:
        print("Ferry can't start:", *(f"  - {problem}" for problem in error.problems), sep="\n", file=sys.stderr)
        return EXIT_CONFIG
    except FerryError as error:
        print(f"Ferry has ended: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before or after the bot itself ran, which sees to the signal by itself
        return EXIT_INTERRUPTED
    return 0


def _dotenv() -> dict[str, str]:
    from dotenv import dotenv_values  # noqa: PLC0415

    return {name: value or "" for name, value in dotenv_values(".env").items()}  # here, and in no folder above


def run(config: "Config", *, demo: bool) -> None:
    """The bot, or the demo around it."""
    if config.bot_token is None and "RENDER" in os.environ:  # nobody could open the demo there
        from bot.errors import ConfigInvalid  # noqa: PLC0415

        raise ConfigInvalid(["BOT_TOKEN is missing: set it under Environment in Render's dashboard"])
    if config.bot_token is None or demo:
        from bot.demo import launch  # noqa: PLC0415

        with launch.demo(config) as (settings, address):
            print(f"\n  The demo is ready. Open {address}\n", flush=True)
            serve(settings)
    else:
        serve(config)


def serve(config: "Config") -> None:
    """Build the bot and run it."""
    from telegram.error import InvalidToken  # noqa: PLC0415

    from bot.app import App  # noqa: PLC0415
    from bot.errors import ConfigInvalid  # noqa: PLC0415
    from bot.telemetry import logs  # noqa: PLC0415

    logs.setup(config.log_level, config.log_format, config.secrets)
    sys.setswitchinterval(SWITCH_EVERY)
    try:
        App(config).run()
    except InvalidToken:
        raise ConfigInvalid(["BOT_TOKEN is refused by Telegram: get the right one from @BotFather"]) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
