"""What a line of a page is: running text, a heading, a caption, a link to another story, a post, the page's frame.

Extractors leave all of these in the text. Only running text, headings and list items are evidence as they stand; a
contact that stands in a caption or an embedded post alone is weighed with that in mind; links, author notes and the
frame are no evidence at all.
"""

from __future__ import annotations

import re
from enum import StrEnum

from monitor.text.fold import Folded
from monitor.text.sentences import lines


class Section(StrEnum):
    BODY = "body"
    HEADING = "heading"
    HEADER = "header"
    CAPTION = "caption"
    POST = "post"
    RELATED = "related"
    FRAME = "frame"
    BIO = "bio"


EVIDENCE = frozenset((Section.BODY, Section.HEADING, Section.CAPTION, Section.POST))


def _any_of(entries: str, form: str = "{}") -> re.Pattern[str]:
    """One pattern of many, each on a line of its own; `form` is what stands around them all."""
    return re.compile(form.format("|".join(entries.strip("\n").split("\n"))))


# The wordings are those of several outlets each, folded: what one alone prints is counted by copies as its frame.
_RELATED = _any_of(
    r"""
(?:lea|lee|leer|mira|mire|vea|ver|conoce|revisa|escucha|no te pierdas|sigue leyendo)\b.{0,18}?(?:tambien|mas|ademas|:|>>)
(?:te|le|les) (?:puede|podria)n? (?:interesar|gustar)
(?:te|le|les) (?:recomendamos|recomiendo|interesa)
puedes? ver
lo mas (?:visto|leido)
mas (?:en|noticias|informacion|leidas|vistas)\b
recomendad[oa]s?(?: para ti)?\W*(?:$|:)
relacionad[oa]s?\b
notas? relacionadas?
contenido relacionado
video recomendado
en otras noticias
(?:see|read|watch) (?:also|more|next)
related(?: stories| articles|:)
most (?:read|viewed|popular)
you (?:might|may) also like
recommended(?: for you)?\W*(?:$|:)
more (?:from|on|in)\b.{0,30}:
don't miss
up next
trending
""",
    r"^\W*(?:\?+ )?(?:{})",
)
_POST = _any_of(
    r"""
pic\.twitter\.com
\(@\w+\)
t\.co/
instagram\.com/p/
^#\w+ \|
— .{3,60}\(@
"""
)
_CAPTION = _any_of(
    r"""
^\W{0,3}(?:foto|fotos|photo|photos|imagen|image|video|captura|grafico|creditos?)\b ?(?:\d+ of \d+)?\s*[:/]
^\[?foto\b
(?:photo|foto) (?:by|courtesy|de|:)
"""
)
_CREDIT = _any_of(
    r"""
foto
photo
andina
reuters
afp
efe
ap
getty images?
difusion
presidencia
cancilleria
captura
gec
archivo
composicion
u\.s\. \w+ (?:\w+ )?photo
""",
    r"(?:\(|\| ?|- ?)(?:{})[^()]{{0,60}}\)?\.?$",
)
"""Whose picture it is, at the end of a line."""
_FRAME = _any_of(
    r"""
suscri(?:bete|bite|base|birse|birte|ptor(?:es)?)\b
(?:tu|una|mi) suscripcion
suscripcion(?:es)? (?:digital|gratis|gratuita|premium|mensual|anual)
google (?:news|noticias)
siguenos
sigue nuestro
follow us
unete
unite a
descarga (?:la|nuestra) app
comentarios? \(
deja (?:una respuesta|tu comentario)
apoya(?:r|nos)?\b.{0,12}\bnuestro (?:trabajo|periodismo)
todos los derechos
all rights reserved
copyright
©
politica de privacidad
privacy policy
legal disclaimer
terms of use
derechos reservados
provides (?:this|the) information
getting your audio
comparte esto
click here
haz clic
lectura: \d
min(?:utos?)? de lectura
minute read
^\(?(?:fin|end)\)? ?[a-z]{2,4}/
an official website
official websites use
skip to (?:main )?content
^<image>
web views
story id
date (?:posted|taken)
public domain
view original
^-?30-?$
escribenos
escuchalo
denuncia\?
anunciantes
sign up
"""
)
_FRAME_THING = re.compile(r"\b(?:newsletters?|boletin(?:es)?|whatsapp|telegram|cookies|podcasts?|episodio)\b")
"""What frames offer, and people speak of too: "conversaron por WhatsApp el martes."."""
_OFFER = re.compile(
    r"\b(?:recib[ea]|entra|ingresa|escucha|disponible|gratis|canal|click|clic|aceptar?|usa(?:mos)?|use|join|get|listen|subscribe"
    r"|nuestr[oa]s?|our|your|tu|aqui)\b"
)
_TOLD = re.compile(r"(?:\S+ ){6,}\S+\.\W*$")
"""Shaped like a sentence: seven words and a full stop."""
_LABEL = _any_of(
    r"""
guardar
compartir
share
tweet
print
imprimir
publicidad
advertisement
menu
home
inicio
flag
video
audio
tags?
etiquetas
temas
topics
""",
    r"^(?:{})\b.{{0,40}}$",
)
"""A button or the like: it begins a short line."""
_NOTICE = _any_of(
    r"""
^(?:legal )?disclaimer
^(?:etiquetas|tags|temas|topics|keywords|palabras clave) ?:
accepts no liability
comentarios \(\d+\)
has not been edited by
auto-generated from
todos los derechos reservados
^si llegaste hasta
^agencia \w+ de noticias \w+\.pe
"""
)
_HEADER_START = _any_of(
    r"""
por:?[ ]
by[ ]
redaccion
escribe:?[ ]
autor:?[ ]
de nuestra redaccion
agencia[ ]
publicado
actualizado
published
updated
posted
fecha
date[ ]
lima, \d.{0,30}$
politica\b
economia\b
nacional\b
actualidad\b
mundo\b
internacional
editorial
opinion\b
columna
entrevista$
nota (?:de prensa|informativa)
press release
for immediate release
boletin
""",
    "^(?:{})",
)
_HEADER = _any_of(
    r"""
^\W*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}
^\W*\d{1,2} (?:de )?\w+,? (?:de )?\d{4}\W*$
^\w+ \d{1,2}, \d{4}\W*$
^\d{1,2}:\d{2}\b
@\w+\.\w+
^\w+day,[ ]
^[^.]{0,60}(?: \| |› | > | / )[^.]{0,80}$
courtesy story
"""
)
_BIO_START = _any_of(
    r"""
^(?:autor(?:a)?|about the author|sobre el autor|acerca del autor|author|el autor|la autora)\W*$
^\* ?\w+[^.]{0,60}\. escribe\b
^redactora? de\b
"""
)
_BIO_LINE = _any_of(
    r"""
redactor
redactora
periodista
editor
editora
columnista
corresponsal
reporter
writes about
is a (?:reporter|journalist|writer|correspondent)
licenciad[oa] en
egresad[oa] de
comunicador[a]? (?:social )?de
""",
    r"\b(?:{})\b",
)


def sections(folded: Folded) -> list[Section]:
    """The section of each line of the folded text, in order."""
    spans = lines(folded.text)
    kinds: list[Section] = []
    in_bio = False
    seen: set[str] = set()
    for number, (start, end) in enumerate(spans):
        line = folded.text[start:end]
        if _BIO_START.search(line) and number > len(spans) / 3:
            in_bio = True
        kind = Section.BIO if in_bio else _kind(line, folded, start)
        if kind in (Section.BODY, Section.HEADING) and len(line) < 200 and line in seen:
            kind = Section.CAPTION  # captions and headings are often printed twice; the first is kept
        seen.add(line)
        kinds.append(kind)
    return kinds


def _offers(line: str) -> bool:
    """Whether a line offers a newsletter, a channel and the like, and does not only speak of one."""
    return bool(_FRAME_THING.search(line)) and (bool(_OFFER.search(line)) or not _TOLD.search(line))


def _kind(line: str, folded: Folded, start: int) -> Section:
    size = len(line)
    if size < 400 and _NOTICE.search(line):
        return Section.FRAME
    if _POST.search(folded.cut(start, start + size).casefold()) or _POST.search(line):
        return Section.POST
    if size < 260 and _RELATED.search(line):
        return Section.RELATED
    if size < 320 and (_CAPTION.search(line) or _CREDIT.search(line)):
        return Section.CAPTION
    if size < 150 and (_FRAME.search(line) or _LABEL.search(line) or _offers(line)):
        return Section.FRAME
    if size < 140 and (_HEADER_START.search(line) or _HEADER.search(line)):
        return Section.HEADER
    if size < 220 and _BIO_LINE.search(line) and not re.search(r"\b(?:dijo|said|reunio|met)\b", line):
        return Section.BIO
    if size < 160 and not re.search(r"[.!?:;\"')]$", line):
        return Section.HEADING if size > 12 else Section.HEADER
    return Section.BODY
