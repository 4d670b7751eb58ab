"""Whether and when a failed attempt is tried again."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.definition.document import RetryRule


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """
    One failure as the retry rule sees it.

    Args:
        number: attempts used so far, this one included.
        retry_after_s: what the service asked for, if it did.
    """

    number: int
    transient: bool
    retry_after_s: float | None = None


def retry_delay_s(rule: RetryRule, failed: FailedAttempt, chance: float) -> float | None:
    """
    Seconds until the next attempt, or None when there is none.

    Only transient failures are tried again. With jitter the delay is spread over [delay/2, delay]
    ("equal jitter"). A service's own `retry_after_s` is a lower bound and may exceed `max_delay_s`,
    because asking earlier is futile.

    Args:
        chance: a random number in [0, 1).
    """
    if not failed.transient or failed.number >= rule.max_attempts:
        return None
    delay = rule.initial_delay_s
    if rule.backoff == "exponential":
        # The exponent is bounded: 2**1000 seconds would not fit a float.
        delay *= 2.0 ** min(failed.number - 1, 60)
    delay = min(delay, rule.max_delay_s)
    if rule.jitter:
        delay *= 0.5 + chance / 2
    return max(delay, failed.retry_after_s or 0.0)
