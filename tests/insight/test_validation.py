"""Do our formulas give the numbers that others published for the same data?"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from feedbackpulse.insight.agreement import from_mean_squares
from feedbackpulse.insight.estimates import mean_variance
from feedbackpulse.insight.long_trend import orders_by_falls, rise
from feedbackpulse.insight.shrinkage import between_variance, pooled
from feedbackpulse.insight.smoothing import State, local_level
from feedbackpulse.insight.strictness import adjusted
from feedbackpulse.reflection.change import reliable_change
from tests.insight.levels import PUBLISHED

OF_ANSWERS = Path(__file__).parents[1] / "release" / "reliability.json"
"""The cases of what is computed at the opening: alpha and omega."""
NOT_USED = {
    "wilson-newcombe-1998": "no share of a team is published, so none has an interval of chance",
    "clopper-pearson-newcombe-1998": "the same",
    "beta-binomial-rat-tumour": "the table of the organisation shows means, no shares",
    "lmg-swiss": "nothing is called a cause, so nothing is divided over causes",
    "relative-weights-mtcars": "the same",
    "enps-definition": "the question is in the catalogue, is never asked, and has no score",
}
"""Published cases of formulas that the product does not have, and why it has not."""


def close(case: str, *, found: object, expected: object) -> bool:
    return bool(found == pytest.approx(expected, abs=PUBLISHED[case]["tolerance"]))


def test_the_correction_for_a_finite_team() -> None:
    case = PUBLISHED["fpc-api"]
    sample = case["inputs"]
    n, share = sample["n"], sample["n"] / sample["N"]

    variance = mean_variance(n=n, share=share, spread=sample["sd"], reliability=1)

    assert close("fpc-api", found=math.sqrt(variance), expected=case["expected"]["se"])


def test_the_correction_for_many_tests() -> None:
    case = PUBLISHED["benjamini-hochberg-1995"]
    p, q = case["inputs"]["p"], case["inputs"]["q"]

    found = adjusted(p)

    assert close("benjamini-hochberg-1995", found=found, expected=case["expected"]["adjusted"])
    assert sum(one <= q for one in found) == case["expected"]["rejected"]
    assert sum(one <= q / len(p) for one in p) == case["expected"]["bonferroni"]


def test_the_smoothed_level_of_the_nile() -> None:
    case = PUBLISHED["local-level-nile"]
    given, expected = case["inputs"], case["expected"]
    seen = [State(mean=value, variance=given["h"]) for value in given["y"]]

    path = local_level(seen, [given["q"]] * (len(seen) - 1), None)

    shown = [path[0], path[49], path[99]]
    assert close("local-level-nile", found=[s.mean for s in shown], expected=expected["smooth"])
    assert [s.variance for s in shown] == pytest.approx(expected["smooth_var"], rel=1e-9)


def test_a_trend_with_a_tie() -> None:
    case = PUBLISHED["mann-kendall-little"]
    values, expected = case["inputs"]["y"], case["expected"]
    counts = orders_by_falls(values)
    pairs = len(counts) - 1

    s = rise(values)
    variance = sum(n * (pairs - 2 * falls) ** 2 for falls, n in enumerate(counts)) / sum(counts)

    assert s == expected["S"]
    assert close("mann-kendall-little", found=variance, expected=expected["var"])
    z = (s - 1) / math.sqrt(variance)
    assert close("mann-kendall-little", found=z, expected=expected["Z"])


def test_the_mean_of_eight_schools_and_that_they_do_not_differ() -> None:
    case = PUBLISHED["eight-schools-pooling"]
    effects, errors, expected = case["inputs"]["y"], case["inputs"]["se"], case["expected"]

    mean = pooled(effects, errors, tau=0.0)

    assert between_variance(effects, errors) == expected["tau2"]
    assert close("eight-schools-pooling", found=mean.mean, expected=expected["mu"])
    assert close("eight-schools-pooling", found=mean.error, expected=expected["se"])


def test_the_climate_of_99_companies() -> None:
    case = PUBLISHED["icc-bh1996"]
    given, expected = case["inputs"], case["expected"]

    found = from_mean_squares(
        between=given["msb"],
        within=given["msw"],
        size=given["n"] / given["groups"],
        units=given["groups"],
    )

    assert close("icc-bh1996", found=found.one, expected=expected["icc1"])
    assert close("icc-bh1996", found=found.two, expected=expected["icc2"])


def test_one_person_who_surely_changed() -> None:
    case = PUBLISHED["rci-jacobson-truax"]
    given = case["inputs"]
    variance = given["sd"] ** 2 * (1 - given["rel"])

    index = reliable_change(given["post"] - given["pre"], recent=1, before=1, variance=variance)

    assert close("rci-jacobson-truax", found=index, expected=case["expected"]["rci"])


def test_every_published_case_is_used_or_has_a_reason() -> None:
    of_answers = {case["id"] for case in json.loads(OF_ANSWERS.read_text())["cases"]}

    assert len(PUBLISHED) == 7
    assert of_answers == {"cronbach-attitude", "cronbach-pingouin", "omega-one-factor-attitude"}
    assert not set(NOT_USED) & (set(PUBLISHED) | of_answers)
