"""The statistics as one JSON object: a versioned contract, as that of `report.events`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.model.dashboard import CRITICAL, PROMISED, WARNING
from pixelprep_cli.model.outcome import Status

if TYPE_CHECKING:
    from pixelprep_cli.model.dashboard import Accuracy, Dashboard, Storage, Total

SCHEMA: Final = 1


def statistics_json(shown: Dashboard, storage: Storage, *, version: str, enabled: bool) -> str:
    """All that the statistics tell. Every key is always there; what is not known is null."""
    total = shown.total
    said = {
        "schema": SCHEMA,
        "version": version,
        "enabled": enabled,
        "since": _moment(shown.since),
        "until": _moment(shown.until),
        "first": _moment(shown.first),
        "last": _moment(shown.last),
        "runs": total.runs,
        "pictures": total.pictures,
        "statuses": {str(status): total.statuses[status] for status in Status},
        "seconds": round(total.seconds, 3),
        "pictures_per_second": _rounded(total.pictures_per_second, 3),
        "megapixels_per_second": _rounded(total.pixels_per_second, 3, 1e-6),
        "times": [
            {
                "format": timing.format,
                "pictures": timing.pictures,
                "p50": _significant(timing.p50),
                "p95": _significant(timing.p95),
                "p99": _significant(timing.p99),
                "source_bytes": timing.source_bytes,
                "output_bytes": timing.output_bytes,
            }
            for timing in shown.timings
        ],
        "errors": {
            "rate": _rounded(total.error_rate, 6),
            "level": str(total.level),
            "warning_from": WARNING,
            "critical_from": CRITICAL,
            "kinds": dict(shown.failures.most_common()),
        },
        "previews": _accuracy(shown.accuracy),
        "presets": [
            {
                "preset": use.preset,
                "origin": use.origin,
                "pictures": use.pictures,
                "runs": use.runs,
            }
            for use in shown.presets
        ],
        "source_bytes": total.made.source_bytes,
        "output_bytes": total.made.output_bytes,
        "saved_bytes": total.saved,
        "storage": {
            "backups": storage.backups,
            "cache": storage.cache,
            "statistics": storage.statistics,
        },
        "period": shown.period,
        "trend": [_period(period) for period in shown.trend],
        "unread": shown.unread,
    }
    return json.dumps(said, indent=2)


def _accuracy(found: Accuracy | None) -> dict[str, Any]:
    return {
        "pictures": found.pictures if found else 0,
        "promised_percent": PROMISED,
        "within": _rounded(found.within, 6) if found else None,
        "p50_percent": found.p50 if found else None,
        "p95_percent": found.p95 if found else None,
    }


def _period(total: Total) -> dict[str, Any]:
    return {
        "runs": total.runs,
        "pictures": total.pictures,
        "p50": None if total.p50 is None else _significant(total.p50),
        "megapixels_per_second": _rounded(total.pixels_per_second, 3, 1e-6),
        "error_rate": _rounded(total.error_rate, 6),
        "saved_bytes": total.saved,
    }


def _moment(seconds: float | None) -> str | None:
    """ISO 8601, in UTC; None also where the calendar has no such moment."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(round(seconds), UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return None


def _rounded(value: float | None, digits: int, scale: float = 1.0) -> float | None:
    return None if value is None else round(value * scale, digits)


def _significant(seconds: float) -> float:
    """Three digits, as many as are known."""
    return float(f"{seconds:.3g}")
