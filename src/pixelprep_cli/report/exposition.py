"""The statistics as Prometheus reads them, for node_exporter's textfile collector.

All are gauges: the record is bounded, can be asked for a span and can be cleared, so that no sum of
it only ever grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.names import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.model.dashboard import Dashboard, Storage

INSTALL: Final = "pip install 'pixelprep-cli[prometheus]'"

_Samples = dict[tuple[str, ...], float]


def exposition(shown: Dashboard, storage: Storage) -> bytes:
    """Every figure in the text format, each with its help.

    Raises:
        UsageError: `extra_missing`, prometheus-client is not installed.
    """
    try:
        from prometheus_client import CollectorRegistry, Gauge, generate_latest
    except ImportError:
        raise UsageError(
            "--prometheus needs prometheus-client, which is not installed",
            code="extra_missing",
            hint=INSTALL,
        ) from None
    registry = CollectorRegistry()
    for name, (words, labels, samples) in _figures(shown, storage).items():
        if not samples:
            continue  # a gauge that nobody sets would say nought
        gauge = Gauge(f"pixelprep_{name}", words, labels, registry=registry)
        for values, figure in samples.items():
            (gauge.labels(*values) if labels else gauge).set(figure)
    return generate_latest(registry)


def _figures(
    shown: Dashboard, storage: Storage
) -> Mapping[str, tuple[str, tuple[str, ...], _Samples]]:
    """Each name with its help, its labels, and its samples; none where it is not known."""
    total, accuracy = shown.total, shown.accuracy
    start = shown.since if shown.since is not None else shown.first
    return {
        "since_timestamp_seconds": ("Moment from which on runs count.", (), _one(start)),
        "last_run_timestamp_seconds": ("When the latest run began.", (), _one(shown.last)),
        "runs": ("Runs.", (), _one(total.runs)),
        "pictures": (
            "Pictures, by how they ended.",
            ("status",),
            {(str(status),): total.statuses[status] for status in Status},
        ),
        "failures": (
            "Pictures that failed or missed their limit, by the code of the error.",
            ("code",),
            {(escaped(code),): count for code, count in shown.failures.items()},
        ),
        "error_ratio": (
            "Share of pictures that failed or missed their limit.",
            (),
            _one(total.error_rate),
        ),
        "picture_seconds": (
            "Time for a picture, by the format of its output.",
            ("format", "percentile"),
            {
                (timing.format, percentile): seconds
                for timing in shown.timings
                for percentile, seconds in (
                    ("50", timing.p50),
                    ("95", timing.p95),
                    ("99", timing.p99),
                )
            },
        ),
        "pictures_per_second": ("Pictures made in a second.", (), _one(total.pictures_per_second)),
        "pixels_per_second": ("Pixels of sources in a second.", (), _one(total.pixels_per_second)),
        "source_bytes": (
            "Bytes of sources, by the format of the output.",
            ("format",),
            {(timing.format,): timing.source_bytes for timing in shown.timings},
        ),
        "output_bytes": (
            "Bytes of outputs, by their format.",
            ("format",),
            {(timing.format,): timing.output_bytes for timing in shown.timings},
        ),
        "previewed_pictures": (
            "Pictures that were previewed before they were made.",
            (),
            _one(accuracy.pictures if accuracy else 0),
        ),
        "previews_within_promise_ratio": (
            "Share of previews that came as close as is promised, 15 %.",
            (),
            _one(accuracy.within if accuracy else None),
        ),
        "preset_pictures": (
            "Pictures made by a preset.",
            ("preset", "origin"),
            {(escaped(use.preset), use.origin): use.pictures for use in shown.presets},
        ),
        "storage_bytes": (
            "Bytes that pixelprep holds on the disk.",
            ("kind",),
            {
                ("backups",): storage.backups,
                ("cache",): storage.cache,
                ("statistics",): storage.statistics,
            },
        ),
    }


def _one(figure: float | None) -> _Samples:
    return {} if figure is None else {(): figure}
