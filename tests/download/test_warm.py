"""What the server of children has loaded. Each case has a process of its own: warming is done once, by an import."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

LOADED = """
import json, sys
def loaded(): return sum(name.startswith("yt_dlp.extractor.") for name in sys.modules)
"""


def said(*code: str) -> Any:
    command = [sys.executable, "-c", LOADED + "\n".join(code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_extractors_that_find_embeds_are_loaded_and_the_others_are_not() -> None:
    before, missed, asked = said(
        "import bot.download.warm as warm",
        "before = loaded()",
        "kinds = warm.yt_dlp.extractor.gen_extractor_classes()",
        "asked = [kind for kind in kinds if kind.extract_from_webpage is not warm.nothing]",
        "rest = [kind.__name__ for kind in kinds if kind not in asked and warm.finds_embeds(kind.real_class)]",
        "print(json.dumps([before, rest, len(asked)]))",
    )
    assert missed == []
    assert 100 < asked < 400
    assert before < 400  # of a thousand


def test_where_the_finders_cannot_be_told_all_are_loaded() -> None:
    assert (
        said(
            "import os",
            "real = os.fdopen",
            "def fails(descriptor, *mode):",
            "    if mode: raise OSError",
            "    return real(descriptor, *mode)",
            "os.fdopen = fails",
            "import bot.download.warm as warm",
            "print(json.dumps(loaded()))",
        )
        > 900
    )


def test_an_extractor_that_breaks_is_left_for_the_child_that_needs_it() -> None:
    assert said(
        "import bot.download.warm as warm",
        "class Broken:",
        "    @property",
        "    def real_class(self): raise ImportError",
        "print(json.dumps(warm.may_find_embeds(Broken())))",
    )
