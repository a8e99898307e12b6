"""How XML of a foreign file is parsed: no entity is resolved, no address fetched, no tree without bounds."""

from __future__ import annotations

from lxml import etree


def closed_parser(*, bare: bool = False) -> etree.XMLParser:
    """A parser that nothing in a file can lead out of it; ``bare``: comments and instructions are dropped."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=False,
        strip_cdata=bare,
        collect_ids=False,
        remove_comments=bare,
        remove_pis=bare,
    )
