"""Nobody waits for another's hundred links."""

from pathlib import Path

from bot.demo.emulator import Emulator
from tests.end_to_end.ferry import Ferry
from tests.end_to_end.person import Person, readable
from tests.servers.origin import MediaOrigin


def test_a_hundred_links_of_one_delay_anothers_by_one_delivery_at_most(
    emulator: Emulator, origin: MediaOrigin, tmp_path: Path, ann: Person, ben: Person
) -> None:
    with Ferry(emulator, tmp_path, DOWNLOAD_WORKERS="1", USER_DELIVERIES="1") as ferry:
        for half in range(2):
            ann.write(" ".join(f"{origin.url}/photo.jpg?{half}-{n}" for n in range(50)))
        ann.message("In line")
        before = begun(ferry)
        ben.write(f"{origin.url}/paper.pdf")
        assert readable(ben.message(" ")), "the reply comes at once"
        ben.file("document")
        order = ferry.log[: ferry.log.index("paper.pdf")].count(" begun ")
        assert order - before <= 3, "the one that ran, and one that was called while the message was on its way"
        ann.write("/cancel")
        ann.message("being stopped")


def begun(ferry: Ferry) -> int:
    return ferry.log.count(" begun ")
