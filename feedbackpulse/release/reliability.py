"""How well questions go together: classical formulas on the answers of many. Pure.

Each takes an array with a row per person and a column per question, without gaps, and gives None
where the answers leave it undefined: where a question, or the sum of all, is the same for everybody.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

Rows = NDArray[np.float64]
SAME: Final = 1e-12
"""A variance below this is nothing but rounding."""
LEAST_UNIQUE: Final = 0.005
"""What is at least a question's own: with less, the likelihood has no highest point."""


def correlation(one: Rows, other: Rows) -> float | None:
    """Return r = cov(x, y) / √(var(x) · var(y)) of two arrays [people]; from -1 to 1.

    Source: Pearson (1895), "Note on regression and inheritance".
    """
    if min(one.var(), other.var()) < SAME:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def alpha(rows: Rows) -> float | None:
    """Return alpha = q / (q - 1) · (1 - Σ var(xᵢ) / var(Σ xᵢ)) of rows [people, q]; at most 1.

    Source: Cronbach (1951), "Coefficient alpha and the internal structure of tests".
    """
    questions = rows.shape[1]
    total = rows.sum(axis=1).var(ddof=1)
    if total < SAME:
        return None
    own = rows.var(axis=0, ddof=1).sum()
    return float(questions / (questions - 1) * (1 - own / total))


def spearman_brown(rows: Rows) -> float | None:
    """Return 2r / (1 + r) of rows [people, 2]; at most 1.

    Sources: Spearman (1910), Brown (1910); for two questions see Eisinga, te Grotenhuis and Pelzer
    (2013), "The reliability of a two-item scale".
    """
    r = correlation(rows[:, 0], rows[:, 1])
    return None if r is None or 1 + r < SAME else 2 * r / (1 + r)


def omega(rows: Rows) -> float | None:
    """Return ω = (Σ λ)² / ((Σ λ)² + Σ (1 - λ²)) of rows [people, q], one factor; from 0 to 1.

    λ are the loadings of the standardised questions. Source: McDonald (1999), "Test theory".
    """
    if rows.var(axis=0).min() < SAME:
        return None
    correlations: Rows = np.asarray(np.corrcoef(rows, rowvar=False))
    loadings = one_factor(correlations)
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))


def one_factor(correlations: Rows) -> Rows:
    """Return the loadings λ [q] of one factor, by maximum likelihood, of correlations [q, q].

    With Ψ what is a question's own, θ the eigenvalues of Ψ^-½ R Ψ^-½ but the largest, Ψ is where
    Σ (θ - log θ) is lowest. Source: Jöreskog (1967), "Some contributions to maximum likelihood
    factor analysis".
    """

    def misfit(own: Rows) -> float:
        rest = np.linalg.eigvalsh(_scaled(correlations, own))[:-1].clip(min=SAME)
        return float((rest - np.log(rest)).sum())

    start = np.full(len(correlations), 0.5)
    bounds = [(LEAST_UNIQUE, 1.0)] * len(correlations)
    own = scipy.optimize.minimize(
        misfit, start, bounds=bounds, method="L-BFGS-B", options={"ftol": SAME}
    ).x
    values, vectors = np.linalg.eigh(_scaled(correlations, own))
    found: Rows = np.sqrt(own * max(values[-1] - 1, 0.0)) * vectors[:, -1]
    return found


def _scaled(correlations: Rows, own: Rows) -> Rows:
    scaled: Rows = correlations / np.sqrt(np.outer(own, own))
    return scaled
