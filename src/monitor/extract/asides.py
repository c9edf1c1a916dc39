"""What stands between the paragraphs of an article and is none of it: pointers to other articles, calls to subscribe. Pure.

trafilatura drops such blocks where their class tells. Here they are known by their words and their links: outlets set
"LEE TAMBIÉN | …" as a paragraph of the text.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from monitor.text.fold import plain

_LONGEST = 300
"""Characters of such a block; of real ones the longest had 210."""
_FEWEST = 5
"""Words of a link that is a headline and not "here"."""
_ABOUT = re.compile(r"meta|date|fecha|author|autor|byline", re.IGNORECASE)
"""Classes of lines that tell of this article, who wrote it and when, each with its link."""
_POINTER = re.compile(
    r"\W*(?:(?:tambien )?(?:puedes? )?(?:lea|lee|leer|mira|mire|mirar|vea|ver|revisa|revise|conoce|conozca|escucha|read|see)"
    r"|(?:tambien )?(?:te|le) (?:puede|podria) interesar|no te pierdas|sigue leyendo|siga leyendo|te recomendamos"
    r"|notas? relacionadas?|noticias? relacionadas?|mas informacion|recomendad[oa]s?|relacionad[oa]s?"
    r"|related(?: stor(?:y|ies)| articles?)?|recommended)(?: (?:tambien|mas|ademas|aqui|aca|also|more|next)){0,2}\W{0,2}[:|>»]"
)
_CALL = re.compile(
    r"\W*(?:siguenos|sigue (?:a|nuestr)|suscribete|suscribase|unete a (?:nuestr|l)|descarga (?:la|nuestra) app|descargue (?:la|nuestra) app"
    r"|recibe (?:el|en tu|nuestro|las)|recibir en directo|mira lo que tiene nuestro canal|haz ?te (?:miembro|suscriptor)|haz clic|clic aqui"
    r"|follow us|sign up|subscribe (?:to|now|here)|click here|download (?:the|our) app|join our)\b"
)


def drop_asides(tree: HtmlElement) -> None:
    """Take the pointers and calls out of the tree; what is no block with a link stays, whatever it says."""
    for block in list(tree.iter("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote")):
        if block.getparent() is not None and block.find(".//a") is not None and _is_aside(block):
            block.drop_tree()


def _is_aside(block: HtmlElement) -> bool:
    text = " ".join(block.text_content().split())
    if not text or len(text) > _LONGEST or _ABOUT.search(block.get("class", "")):
        return False
    linked = " ".join(" ".join(link.text_content().split()) for link in block.iter("a"))
    if block.tag == "p" and len(linked.split()) >= _FEWEST and len(text) - len(linked) <= len("[  ]"):
        return True
    words = plain(text)
    return _CALL.match(words) is not None or (len(linked.split()) >= _FEWEST and _POINTER.match(words) is not None)
