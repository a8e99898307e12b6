"""The words of the command line in Chinese, click's own among them."""

from __future__ import annotations

import gettext
import sys

from xltools.messages.zh_cn import WORDS


def translate(message: str) -> str:
    """One of click's messages in Chinese; unchanged when we have no words for it."""
    return WORDS.get(message, message)


def translate_plural(singular: str, plural: str, number: int) -> str:  # noqa: ARG001  # gettext's signature
    """The same for a message with a plural; Chinese has one form."""
    return WORDS.get(plural, plural)


def install() -> None:
    """Make click speak Chinese.

    click asks gettext, which looks for compiled catalogues by the environment's locale: users of an
    English Windows would get English, and setting LANGUAGE would reach every program we start. So the
    two gettext functions are replaced where click's modules hold them, and nowhere else.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            if getattr(module, "_", None) is gettext.gettext:
                module.__dict__["_"] = translate
            if getattr(module, "ngettext", None) is gettext.ngettext:
                module.__dict__["ngettext"] = translate_plural
