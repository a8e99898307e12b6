"""The command reference (docs/命令.md), written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

HEAD = "# 命令\n\n本页由命令本身的帮助生成,不要手改。\n"


def reference(group: click.Group, name: str = "xltools") -> str:
    """The help of the group and of every command under it, as one Markdown page."""
    with group.make_context(name, [], resilient_parsing=True) as ctx:
        pages = [f"## {path}\n\n```text\n{text}\n```\n" for path, text in helps(ctx)]
    return "\n".join([HEAD, *pages])


def helps(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Yield (command line, help) for the command of this context and for all below it."""
    ctx.terminal_width = 100
    yield ctx.command_path, ctx.command.get_help(ctx)
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            if command is not None and not command.hidden:
                with command.make_context(name, [], parent=ctx, resilient_parsing=True) as inner:
                    yield from helps(inner)
