"""Penalised logistic regression on sparse ones and zeros, beside an offset."""

from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Array = np.ndarray[Any, np.dtype[np.float64]]


def fit_logistic(
    features: csr_matrix,
    truth: Array,
    weights: Array,
    offset: Array,
    *,
    penalty: float,
    start: Array | None = None,
) -> Array:
    """Return one coefficient a column of `features`, and the intercept last, in log-odds.

    Minimises the weighted log loss of `truth` (0 or 1) given `offset` + features @
    coefficients, plus `penalty` / 2 times the sum of their squares; the intercept is
    free. The loss is convex: where it starts doesn't matter, but near the end it is
    sooner there. Source: Hastie, Tibshirani, Friedman, The Elements of Statistical
    Learning, 2nd edition, 4.4.
    """
    weights = weights * (len(truth) / weights.sum())
    turned = features.T.tocsr()
    penalties = np.append(np.full(features.shape[1], penalty), 0.0)

    def loss(coefficients: Array) -> tuple[float, Array]:
        logits = features @ coefficients[:-1] + coefficients[-1] + offset
        chances = 1 / (1 + np.exp(-logits))
        value = (weights * (np.logaddexp(0, logits) - truth * logits)).sum()
        errors = weights * (chances - truth)
        slope = np.append(turned @ errors, errors.sum())
        return value + (penalties * coefficients**2).sum() / 2, slope + penalties * coefficients

    begin = np.zeros(features.shape[1] + 1) if start is None else start
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 150})
    result: Array = found.x
    return result
