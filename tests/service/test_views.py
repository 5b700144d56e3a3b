"""What is remembered of the messages that show a list."""

from bot.domain.search import Search
from bot.service.views import REMEMBERED, View, Views

ANN, BEN = 1001, 1002


def test_without_an_id_it_is_the_plain_list() -> None:
    assert Views().get(ANN, "") == View()


def test_a_view_is_found_by_its_id_and_its_person() -> None:
    views = Views()
    view = views.put(ANN, View(Search.of("boat"), "boat"))
    assert views.get(ANN, view.id) == view
    assert views.get(BEN, view.id) is None
    assert views.get(ANN, "x" * 11) is None


def test_a_changed_view_keeps_its_id() -> None:
    views = Views()
    view = views.put(ANN, View())
    changed = views.put(ANN, View(Search.of("boat"), id=view.id))
    assert changed.id == view.id
    assert views.get(ANN, view.id) == changed


def test_ids_cannot_be_guessed_and_fit_into_buttons() -> None:
    views = Views()
    ids = {views.put(ANN, View()).id for _ in range(50)}
    assert len(ids) == 50
    assert {len(one) for one in ids} == {11}


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    views = Views()
    first, second = views.put(ANN, View()), views.put(ANN, View())
    views.put(ANN, first)
    for _ in range(REMEMBERED - 1):
        views.put(BEN, View())
    assert views.get(ANN, first.id) == first
    assert views.get(ANN, second.id) is None
