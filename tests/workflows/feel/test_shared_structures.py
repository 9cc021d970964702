"""Lists that hold the same list many times over are small to keep and endless to walk: walking stops."""

import pytest

from tests.workflows.feel.evaluating import feel
from workflows.feel import FeelBudgetExceeded, FeelValueRefused, parse
from workflows.feel.codec import encode

TREE = "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), t: f([1], 50), u: f([1], 50)}"


@pytest.mark.parametrize("text", ["{x}.t = {x}.u", "is({x}.t, {x}.u)", "string({x}.t)", "flatten({x}.t)"])
def test_walking_an_endless_list_is_stopped(text: str) -> None:
    with pytest.raises(FeelBudgetExceeded):
        feel(text.replace("{x}", TREE))


@pytest.mark.parametrize("text", [f"{TREE}.t", "for i in 1..5000 return [partial[-1]]"])
def test_an_endless_or_bottomless_value_has_no_json_form(text: str) -> None:
    with pytest.raises(FeelValueRefused):
        encode(parse(text).evaluate({}))


def test_an_endless_list_may_be_a_variable() -> None:
    tree = parse(f"{TREE}.t").evaluate({})
    assert feel("count(tree)", tree=tree) == "2"
