"""What became of one item: its value, or what went wrong, in words for people."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from xltools.pool.limits import MEMORY, SECONDS, Limits

I = TypeVar("I")  # noqa: E741  # an item
V = TypeVar("V")

Kind = Literal["超时", "内存", "崩溃", "出错", "取不来"]

_CODES: dict[Kind, str] = {
    "超时": "timeout",
    "内存": "memory",
    "崩溃": "crash",
    "出错": "internal",
    "取不来": "fetch",
}

#: Codes of files that ended what read them, or had to be ended: nobody reads them again outside a worker.
ENDED = frozenset(("timeout", "memory", "crash"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item has no value.

    ``error`` is what the function raised; None where its process was ended or ended by itself.
    """

    kind: Kind
    message: str
    fix: str
    error: Exception | None = None

    @property
    def code(self) -> str:
        """The kind, for machines."""
        return _CODES[self.kind]

    @property
    def told(self) -> tuple[str, str, str]:
        """(code, message, fix), as :class:`xltools.core.model.Checked` keeps an error."""
        return self.code, self.message, self.fix


@dataclass(frozen=True, slots=True)
class Outcome(Generic[I, V]):
    """An item with its value; ``problem`` tells why it has none."""

    item: I
    value: V | None = None
    problem: Problem | None = None


def too_slow(limits: Limits) -> Problem:
    """An item that took longer than it may."""
    fix = (
        "用 Excel 或 WPS 打开，看它是否特别大、公式特别多，删去用不着的内容后再试；"
        f"确实需要更久的，用环境变量 {SECONDS} 放宽（秒）"
    )
    return Problem("超时", f"超时：处理了 {limits.seconds:g} 秒还没有完成，已停止", fix)


def is_slow(exitcode: int) -> bool:
    """Whether the system ended the process for all the time that it computed, in whatever threads."""
    return exitcode == -getattr(signal, "SIGXCPU", 0) != 0


def too_big(error: Exception | None = None) -> Problem:
    """An item that wanted more memory than it can have."""
    fix = (
        "用 Excel 或 WPS 打开，删去大片空白却带格式的行列和用不着的工作表，另存后再试；"
        f"同时处理几个文件时，可用环境变量 {MEMORY} 放宽每个文件的限额（MB）"
    )
    return Problem("内存", "占用内存过多，已停止处理", fix, error)


def crashed(exitcode: int, tries: int) -> Problem:
    """An item whose process ended by itself, or was killed, as often as it was tried."""
    message = f"处理时程序崩溃（{_ending(exitcode)}），试了 {tries} 次都是如此"
    fix = "用 Excel 或 WPS 打开，另存为 .xlsx 后再试；仍然如此的，把这个文件发给维护者"
    return Problem("崩溃", message, fix)


def not_fetched(why: str) -> Problem:
    """A file at an address that could not be brought to whoever works on it."""
    return Problem("取不来", f"没有取到这个文件：{why}", "核对网址、网络和访问权限，再运行一次")


def took_its_host(tries: int) -> Problem:
    """An item with which, on a cluster, not only its guarded process ended but whatever had started that."""
    message = f"处理时主机上的工作进程也随之终止，换了 {tries} 次都是如此"
    fix = "用 Excel 或 WPS 打开，另存为 .xlsx 后再试；仍然如此的，把这个文件发给维护者"
    return Problem("崩溃", message, fix)


def failed(error: Exception) -> Problem:
    """An item for which the function raised something."""
    message = f"程序内部出错（{type(error).__name__}：{error}）"
    return Problem("出错", message, "把这个文件发给维护者", error)


def _ending(exitcode: int) -> str:
    """How a process ended: by a signal, or with a code."""
    if exitcode >= 0:
        return f"退出码 {exitcode}"
    try:
        name = signal.Signals(-exitcode).name
    except ValueError:
        name = f"信号 {-exitcode}"
    return f"{name}，被系统或别的程序强行结束，常见原因是内存不足" if name == "SIGKILL" else name
