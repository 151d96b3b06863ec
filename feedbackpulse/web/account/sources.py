"""Where the methods come from. Titles stand in their own language on every page."""

from __future__ import annotations

from typing import Final, NamedTuple


class Source(NamedTuple):
    """An article or a book."""

    authors: str
    year: int
    title: str
    place: str


SOURCES: Final = (
    Source(
        "Benjamini & Hochberg",
        1995,
        "Controlling the false discovery rate",
        "J. Royal Statistical Society B 57, 289–300",
    ),
    Source(
        "Bliese",
        2000,
        "Within-group agreement, non-independence, and reliability",
        "Klein & Kozlowski (eds), 349–381",
    ),
    Source(
        "Cronbach",
        1951,
        "Coefficient alpha and the internal structure of tests",
        "Psychometrika 16, 297–334",
    ),
    Source(
        "DerSimonian & Laird",
        1986,
        "Meta-analysis in clinical trials",
        "Controlled Clinical Trials 7, 177–188",
    ),
    Source("Durbin & Koopman", 2012, "Time Series Analysis by State Space Methods", ""),
    Source(
        "Fisher",
        1921,
        "On the “probable error” of a coefficient of correlation deduced from a small sample",
        "Metron 1, 3–32",
    ),
    Source("Mann", 1945, "Nonparametric tests against trend", "Econometrica 13, 245–259"),
    Source("McDonald", 1999, "Test Theory: A Unified Treatment", ""),
    Source(
        "Morris",
        1983,
        "Parametric empirical Bayes inference: theory and applications",
        "J. American Statistical Association 78, 47–55",
    ),
    Source(
        "Sen",
        1968,
        "Estimates of the regression coefficient based on Kendall’s tau",
        "J. American Statistical Association 63, 1379–1389",
    ),
)
