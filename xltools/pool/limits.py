"""What one item may take before its process is ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltools.core.errors import UsageError

#: Environment variables: seconds, and megabytes.
SECONDS, MEMORY = "XLTOOLS_SECONDS", "XLTOOLS_MEMORY"

_MEGABYTE = 1 << 20

#: The most that can be set: a week, and a terabyte. Clocks and systems count no further than some times more.
_MOST_SECONDS, _MOST_MEGABYTES = 604_800, 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` an item may take, and ``bytes`` of address space its process may have.

    An ordinary workbook takes hundredths of a second and 0.3 GB of address space. The seconds leave room for
    a conversion by LibreOffice, which has a limit of its own (180 seconds).
    """

    seconds: float = 300
    bytes: int = 2048 * _MEGABYTE

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Limits:
        """The limits that environment variables set; UsageError for what is no such number."""
        seconds = _number(environment, SECONDS, _MOST_SECONDS, "秒（7 天）")
        megabytes = _number(environment, MEMORY, _MOST_MEGABYTES, "MB")
        return cls(
            seconds=seconds or cls().seconds,
            bytes=int(megabytes * _MEGABYTE) if megabytes else cls().bytes,
        )


def _number(environment: Mapping[str, str], name: str, most: int, unit: str) -> float | None:
    text = environment.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise UsageError(f"环境变量 {name} 不是大于 0 的数：{text}", fix=f"例：{name}=600；或取消这个变量")
    if value > most:
        raise UsageError(
            f"环境变量 {name} 太大：{text}，最多 {most} {unit}", fix=f"例：{name}={most}；或取消这个变量"
        )
    return value
