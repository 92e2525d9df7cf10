"""The walks themselves: each of their demands can fail."""

from collections.abc import Callable

import pytest

from tests.browser.walk import Walk

pytestmark = pytest.mark.slow
SOUND = """<a class="skip" href="#">skip</a><p class="languages"></p><main><h1>Heading</h1><form method="post">
<label for="a">A</label><input id="a" name="a">{}<button>Send</button></form></main>"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('<input name="b">', "no label"),
        ('<label for="b"> </label><input id="b" name="b">', "no label"),
        ('<p style="width: 600px">wide</p>', "pixels wide"),
        ('<label>B <input name="b" tabindex="-1"></label>', "passed over"),
        ('<label>B <input name="b" tabindex="3"></label>', "passed over"),
        ("</form></main><main hidden><form>", "not reached"),
    ],
)
def test_page_that_cannot_be_used_is_noticed(walk_at: Callable[[str], Walk], more: str, said: str) -> None:
    walk = walk_at("empty")
    walk.page.set_content(SOUND.format(more))
    with pytest.raises(AssertionError, match=said):
        walk.look("unsound", own_address=False)


def test_sound_page_is_let_through(walk_at: Callable[[str], Walk]) -> None:
    walk = walk_at("empty")
    walk.page.set_content(SOUND.format(""))
    walk.look("sound", own_address=False)


@pytest.mark.parametrize("act", ["console.error('wrong')", "setTimeout(() => { throw Error('wrong') })"])
def test_error_in_the_console_is_noticed(walk_at: Callable[[str], Walk], act: str) -> None:
    walk = walk_at("empty")
    walk.page.evaluate(f"() => {{ {act} }}")
    walk.page.wait_for_timeout(50)
    assert len(walk.wrong) == 1 and "wrong" in walk.wrong.pop()


def test_request_to_another_host_is_noticed(walk_at: Callable[[str], Walk]) -> None:
    walk = walk_at("empty")
    elsewhere = "http://127.0.0.1:9/picture.png"
    walk.page.set_content(f"<img src='{elsewhere}'>")
    assert elsewhere in walk.wrong
    walk.wrong.clear()
