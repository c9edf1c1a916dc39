"""Who is named where: people, offices, bodies, groups, governments.

A noun phrase is put together from its parts in any order the two languages use: "el embajador de Estados Unidos en el
Perú, Bernie Navarro", "U.S. Secretary of State Marco Rubio", "Alfredo Azurín, quien dirige la comisión", "los ministros
de Defensa, César Díaz, y del Interior, Vicente Tiburcio", "una comitiva de especialistas norteamericanos". A name that
nobody knows beside an office makes a provisional person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from monitor.contacts.document import Document, Token
from monitor.contacts.lexicon import Entry, Hit
from monitor.contacts.people import People, Person
from monitor.text.fold import plain, slug

Kind = Literal["name", "office", "body", "group", "state", "reference"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Someone or something named at `start`–`end` of the folded text."""

    start: int
    end: int
    sentence: int
    kind: Kind
    side: str | None
    """peru, us, other, or None: not told by the words themselves."""
    role: str | None = None
    org: str | None = None
    name: str | None = None
    person: str | None = None
    """Id in the people file; `?slug` for a provisional person."""
    plural: bool = False
    former: bool = False
    possessor: bool = False
    """Named only to say whose: "el gobierno de Donald Trump"."""
    surname_only: bool = False
    word: str = ""
    """The head word: the office's or group's id, a body's kind."""
    candidates: tuple[str, ...] = ()
    """People a bare surname may stand for."""
    where: str | None = None
    """The country an office is accredited to: "embajador en el Perú"."""


@dataclass(slots=True)
class _Phrase:
    """A noun phrase while it is put together."""

    office: Entry | None = None
    side: str | None = None
    side_strength: int = 0
    where: str | None = None
    domains: list[Entry] = field(default_factory=list)
    body: Entry | None = None
    below: bool = False
    """Some office below the body's head: "director de Operaciones del FBI"."""
    former: bool = False


_OF = frozenset("de del of for para".split())
_AT = frozenset("en ante in to at a al with".split())
_ARTICLES = frozenset("el la los las the su sus its their un una".split())
_ADJECTIVES = frozenset(
    """interino interina interinos adjunto adjunta encargado encargada electo electa saliente entrante acting interim
    constitucional transitorio transitoria transicion general extraordinario extraordinaria plenipotenciario
    plenipotenciaria designado designada nuevo nueva flamante actual new current incoming outgoing nominee saliente
    principal senior deputy ejecutivo ejecutiva nacional permanente adscrito a.i politico politica anterior""".split()
)
_FORMER = frozenset("ex former then entonces exministro anterior late".split())
_PARTICLES = frozenset("de del la las los y e da das do dos di van von der den el mc mac bin".split())
_RELATIVE = re.compile(
    r"^,? ?(?:quien|que|who|which)(?: (?:hoy|ahora|actualmente|also|now|en ese momento))? ?(?:manda|dirige|encabeza|preside|lidera|conduce|comanda|jefatura|"
    r"heads|leads|commands|chairs|runs|directs|oversees|presides over|esta al frente|es|is|serves as|ejerce|esta a cargo|se encarga)\b(?: in an acting capacity)?"
)
_POSSESSOR = re.compile(
    r"(?:(?<!palacio de )gobierno|administracion|gestion|era|gabinete|mandato|equipo|regimen|presidencia|triunfo|victoria|llegada al poder|regreso|segundo mandato|government|administration|cabinet|presidency|term|team|election)(?: del?| of)?(?: (?:el|la|the|presidente|president|mandatario|su))* $"
    r"|\b(?:(?:elegid|nombrad|designad|nominad|propuest|escogid)[oa]s? por|(?:appointed|nominated|named|picked|chosen|tapped) by)(?: (?:el|la|the|presidente|president|mandatario|us|u\.s\.))* $"
)
_ENGLISH_POSSESSOR = re.compile(
    r"^(?: |'s |s' )(?:administration|government|cabinet|presidency|team|allies|lawyers|campaign|party)\b"
)
_EX = re.compile(r"^ex-?(?P<rest>[a-z]{5,})$")

# Usual first words of a sentence or heading and other capitals that begin no name.
_NO_NAME = frozenset(
    """el la los las un una en por segun asimismo ambos durante ademas tras para con se su sus este esta ese esa esto al a
    de del desde ayer hoy manana lo le y pero no si como cuando mientras luego despues antes entre tambien es son sera the
    an in on at he she they it his her their this that these those after before both we and but as from with while
    lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday
    enero febrero marzo abril mayo junio julio agosto setiembre septiembre octubre noviembre diciembre january february
    march april june july august september october november december estado estados unidos peru lima washington
    congreso ministerio embajada palacio gobierno republica casa blanca departamento nacional internacional comision
    foto fotos leer tambien mas ministro ministra presidente presidenta canciller secretario secretaria embajador embajadora
    cancilleria twitter facebook instagram whatsapp x exteriores exterior""".split()
)


class Mentions:
    """Finds the mentions of one document; `People` and the hits do the knowing, this does the parsing."""

    def __init__(self, document: Document, people: People) -> None:
        self._doc = document
        self._people = people
        self._tokens = document.tokens
        self._hits: dict[int, list[tuple[int, Hit]]] = {}
        for hit in document.hits:
            first = document.token_at(hit.start)
            last = document.token_at(hit.end)
            if first < len(self._tokens) and self._tokens[first].start == hit.start:
                self._hits.setdefault(first, []).append((last, hit))
        for options in self._hits.values():
            options.sort(key=lambda o: -o[0])
        self._full_ids = {h.entry.id for h in document.hits if h.entry.category == "person" and h.entry.kind == "full"}
        self._surnames: dict[str, str] = {}
        """Surname of a provisional person → its id, once named in full."""
        self._provisional: dict[str, tuple[str, str]] = {}
        """Provisional id → name, side."""

    # --- looking at the hits --------------------------------------------------------------------------------------------

    def _at(self, index: int, *categories: str) -> tuple[int, Entry] | None:
        """The longest hit of one of the categories that starts at token `index`: (token after it, entry)."""
        for after, hit in self._hits.get(index, ()):
            if hit.entry.category in categories:
                return after, hit.entry
        return None

    def _word(self, index: int) -> str:
        return self._tokens[index].text if 0 <= index < len(self._tokens) else ""

    def _same_line(self, one: int, other: int) -> bool:
        if other >= len(self._tokens) or one >= len(self._tokens):
            return False
        return "\n" not in self._doc.folded.text[self._tokens[one].start : self._tokens[other].start]

    # --- the pass -------------------------------------------------------------------------------------------------------

    def find(self) -> list[Mention]:
        """All mentions, in order."""
        out: list[Mention] = []
        index = 0
        while index < len(self._tokens):
            found, after = self._parse(index)
            out.extend(found)
            index = max(after, index + 1)
        return self._later_surnames(out)

    def _parse(self, index: int) -> tuple[list[Mention], int]:
        token = self._tokens[index]
        person = self._person(index)
        if person is not None and not self._begins_longer_name(index, person):
            return self._named(index, person)
        if token.capital and (unknown := self._unknown(index)) is not None:
            return unknown
        if token.text in ("ex", "former", "then", "entonces") or _EX.match(token.text):
            parsed = self._former_office(index)
            if parsed is not None:
                return parsed
        if (office := self._at(index, "office")) is not None and not self._is_adverb(index, office):
            body = self._at(index, "body")
            if body is None or body[0] <= office[0]:
                return self._office(index, office)
        if (body := self._at(index, "body")) is not None:
            return self._body(index, body)
        if (group := self._at(index, "group")) is not None:
            return self._group(index, group)
        if (rank := self._at(index, "rank")) is not None:
            return self._ranked(index, rank[0])
        if (country := self._at(index, "country")) is not None:
            return self._country(index, country)
        return [], index + 1

    def _begins_longer_name(self, index: int, found: tuple[int, list[Entry]]) -> bool:
        """ "Thomas Keller", "Robert Aldridge": a bare surname that is somebody's first name here."""
        after, entries = found
        if (
            self._doc.caseless
            or after - index > 1
            or not {e.kind for e in entries} <= {"surname", "weak"}
            or after >= len(self._tokens)
        ):
            return False
        following = self._tokens[after]
        joined = self._doc.folded.text[self._tokens[after - 1].end : following.start] == " "
        if (
            not joined
            or not following.capital
            or following.text in _NO_NAME
            or any(
                h.entry.category in ("office", "body", "country", "rank", "place") for _, h in self._hits.get(after, ())
            )
        ):
            return False
        return {e.kind for e in entries} == {"weak"} or not any(e.id in self._full_ids for e in entries)

    def _unknown(self, index: int) -> tuple[list[Mention], int] | None:
        """A full name nobody knows that the text itself explains: ", que dirige la oficina …", ", del Servicio Geológico",
        "el geólogo …, asesora principal de …".
        """
        token = self._tokens[index]
        if self._doc.caseless or not token.text.isalpha() or len(token.text) < 2 or token.text in _NO_NAME:
            return None
        if any(h.entry.category != "person" for _, h in self._hits.get(index, ())):
            return None
        if (
            index
            and self._tokens[index - 1].capital
            and self._doc.folded.text[self._tokens[index - 1].end : token.start] == " "
        ):
            return None
        end = self._name_end(index)
        capitals = [t for t in self._tokens[index:end] if t.capital]
        if (
            len(capitals) < 2
            or len(capitals) > 5
            or any(self._at(i, "body", "country", "office", "place") for i in range(index, end))
        ):
            return None
        name = self._doc.folded.cut(token.start, self._tokens[end - 1].end)
        start, sentence = token.start, self._doc.sentence_at(token.start)
        base = Mention(start, self._tokens[end - 1].end, sentence, "name", None)
        if (meant := self._misspelt(name, _Phrase())) is not None:
            role, org = self._role_of(meant, None)
            return [replace(base, side=meant.side, role=role, org=org, name=meant.name, person=meant.id)], end
        phrase, last = self._apposition(end)
        if phrase is not None and last > end and self._word(last) == "," and self._name(last) is not None:
            phrase, last = None, end  # "Nueva Orleans, la encargada de negocios, Joan Perkins"
        if phrase is None:
            phrase = self._belonging(end)
        if phrase is None or (phrase.office is None and phrase.body is None):
            known = self._surnames.get(slug(name))
            return None if known is None else ([self._provisional_mention(index, end, _Phrase(), base)], end)
        return [self._provisional_mention(index, end, phrase, base)], max(end, last)

    def _belonging(self, index: int, tight: bool = False) -> _Phrase | None:
        """ ", del USDA", ", of the Forest Service", ", la funcionaria del USDA que …": a body within the apposition; after a
        rank (`tight`) also without the comma: "Cmdr. Rachel Osei of U.S. Naval Medical Research Unit SIX".
        """
        if index >= len(self._tokens) or not self._same_line(index - 1, index):
            return None
        if tight and self._word(index) in ("of", "from", "del", "de"):
            at = self._skip(index + 1, {"the", "la"})
            if (
                (hit := self._at(at, "body", "country")) is not None
                and hit[1].side
                and (hit[1].category == "body" or hit[1].kind == "adj" or self._noun_follows(hit[0]))
            ):
                return _Phrase(
                    office=_STAFF,
                    body=hit[1] if hit[1].category == "body" else None,
                    side=hit[1].side,
                    side_strength=2,
                    below=True,
                )
            return None
        if self._word(index) not in (",", "("):
            return None
        for at in range(index + 1, min(index + 9, len(self._tokens))):
            if self._word(at) in (",", ";", ".", ")") or self._person(at) is not None:
                return None
            if (body := self._at(at, "body")) is not None:
                if (
                    self._word(at - 1) in _OF
                    or self._word(at - 1) in _ARTICLES
                    or self._word(at - 1) in ("from", "with", "at")
                ):
                    return _Phrase(office=_STAFF, body=body[1], side=body[1].side, side_strength=2, below=True)
                return None
            if (country := self._at(at, "country")) is not None and country[1].kind == "adj":
                return _Phrase(office=_STAFF, side=country[1].side, side_strength=2)
        return None

    def _is_adverb(self, index: int, office: tuple[int, Entry]) -> bool:
        """ "titular" as headline word, "mayor" as adjective, "chair" the furniture: only beside what they head."""
        word = self._word(index)
        if office[0] - index > 1:
            return False
        if word == "mayor":
            return not (self._doc.lang == "en" and self._tokens[index].capital)
        return word in (
            "chair",
            "head",
            "charge",
            "official",
            "officer",
            "chief",
            "judge",
            "medico",
            "fiscal",
            "speaker",
        ) and not (
            self._tokens[index].capital
            or self._word(office[0]) in ("of", "de", "del", "general")
            or self._name(office[0], near=True)
        )

    # --- people ---------------------------------------------------------------------------------------------------------

    def _person(self, index: int) -> tuple[int, list[Entry]] | None:
        """Known people whose form starts here: the token after, and the entries (several where a surname is shared)."""
        best: int | None = None
        entries: list[Entry] = []
        for after, hit in self._hits.get(index, ()):
            if hit.entry.category != "person":
                continue
            if best is None:
                best = after
            if after == best:
                entries.append(hit.entry)
        if best is None:
            return None
        if not self._doc.caseless and not self._capitals(index, best):
            return None
        longer = self._at(index, "body", "country", "place")
        if longer is not None and longer[0] > best:
            return None
        return best, entries

    def _capitals(self, first: int, after: int) -> bool:
        return all(
            t.capital or t.text in _PARTICLES or not t.text[0].isalpha() for t in self._tokens[first:after]
        ) and any(t.capital for t in self._tokens[first:after])

    def _named(
        self, index: int, found: tuple[int, list[Entry]], phrase: _Phrase | None = None, start: int | None = None
    ) -> tuple[list[Mention], int]:
        after, entries = found
        after = self._second_surname(after)
        apposition, end = self._apposition(after)
        phrase = phrase or apposition
        kinds = {e.kind for e in entries}
        surname = kinds <= {"surname", "weak"}
        ids = tuple(dict.fromkeys(e.id for e in entries))
        if surname and start is None and self._part_of_longer_name(index, found[0]):
            return [], after
        chosen = self._choose(ids, phrase) if phrase or kinds != {"weak"} else None
        name_end = self._tokens[after - 1].end
        text = self._doc.folded.text
        begin = self._tokens[index].start if start is None else start
        base = Mention(
            start=begin,
            end=name_end,
            sentence=self._doc.sentence_at(self._tokens[index].start),
            kind="name",
            side=None,
            surname_only=surname,
            former=bool(phrase and phrase.former),
            possessor=bool(
                _POSSESSOR.search(text[max(0, begin - 60) : begin])
                or _ENGLISH_POSSESSOR.match(text[name_end : name_end + 18])
            ),
        )
        if chosen is None and not surname and phrase and phrase.office:  # a namesake in another office
            return [self._provisional_mention(index, after, phrase, base)], max(end, after)
        if chosen is None:
            weak = kinds == {"weak"}
            mention = replace(base, candidates=() if weak and not phrase else ids, side=_one({e.side for e in entries}))
            if not mention.candidates:
                mention = replace(mention, candidates=ids, word="weak")
        else:
            person = self._people.by_id[chosen]
            role, org = self._role_of(person, phrase)
            mention = replace(
                base,
                side=person.side,
                person=person.id,
                name=person.name,
                role=role,
                org=org,
                candidates=ids if surname else (),
            )
        return [mention], max(end, after)

    def _second_surname(self, after: int) -> int:
        """ "José Jerí Orué", "Balcázar Zelada": a further capital word belongs to the name."""
        if self._doc.caseless:
            return after
        while (
            after < len(self._tokens)
            and self._tokens[after].capital
            and self._same_line(after - 1, after)
            and self._doc.folded.text[self._tokens[after - 1].end : self._tokens[after].start] == " "
            and self._tokens[after].text not in _NO_NAME
            and not self._hits.get(after)
            and self._doc.sentence_at(self._tokens[after].start) == self._doc.sentence_at(self._tokens[after - 1].start)
        ):
            after += 1
        return after

    def _part_of_longer_name(self, index: int, after: int) -> bool:
        """ "Mario Vargas" before a known surname, "Álvarez Reyes" after: somebody else's name."""
        if self._doc.caseless or index == 0:
            return False
        before = self._tokens[index - 1]
        joined = self._doc.folded.text[before.end : self._tokens[index].start] == " "
        return (
            joined
            and before.capital
            and before.text not in _NO_NAME
            and not any(
                h.entry.category in ("office", "rank", "country", "body", "domain", "cue")
                for h in self._ending_at(index)
            )
            and before.start not in self._doc.sentence_starts
        )

    def _ending_at(self, index: int) -> list[Hit]:
        out = []
        for first in range(max(0, index - 8), index):
            out.extend(hit for after, hit in self._hits.get(first, ()) if after == index)
        return out

    def _choose(self, ids: Sequence[str], phrase: _Phrase | None) -> str | None:
        """The one person meant, as far as the phrase tells; None for several, or where the office contradicts."""
        day = self._doc.published
        fitting = []
        for one in ids:
            person = self._people.by_id[one]
            if phrase and phrase.side and phrase.side_strength > 1 and person.side != phrase.side:
                continue
            if (
                phrase
                and phrase.office
                and phrase.office.role
                and not phrase.former
                and not self._may_hold(person, phrase)
            ):
                continue
            if day is not None and not phrase and all(t.start and (t.start - day).days > 3650 for t in person.terms):
                continue
            fitting.append(person)
        if len(fitting) > 1 and day is not None:
            active = [p for p in fitting if any(t.covers(day) for t in p.terms)]
            fitting = active if len(active) == 1 else fitting
        return fitting[0].id if len(fitting) == 1 else None

    def _may_hold(self, person: Person, phrase: _Phrase) -> bool:
        """Whether `person` is known in an office like the phrase's: presidents are presidents, ministers any ministers."""
        role = self._role(phrase)
        if role is None or not person.terms:
            return True
        known = {t.role for t in person.terms}
        if role in known or "other" in known or role in ("other", "governor", "spokesperson"):
            return True
        family = {"minister", "foreign_minister", "defense_minister", "interior_minister", "prime_minister", "vice_minister", "secretary_of_state",
                  "deputy_secretary_of_state", "assistant_secretary", "under_secretary", "special_envoy", "agency_head", "ambassador", "charge_daffaires"}  # fmt: skip
        if role in family and known & family:
            return True
        return bool(
            role in ("legislator", "congress_president", "president", "vice_president")
            and known
            & {
                "legislator",
                "congress_president",
                "president",
                "vice_president",
                "minister",
                "prime_minister",
                "interior_minister",
                "secretary_of_state",
            }
        )

    def _role_of(self, person: Person, phrase: _Phrase | None) -> tuple[str | None, str | None]:
        """The office a known person holds: by the people file where it knows one for the day of the page, else as the
        text says ("embajador Greer" is the trade representative, "el ministro" the foreign minister).
        """
        said = self._role(phrase) if phrase and phrase.office else None
        day = self._doc.published
        term = person.term(day, said if said not in (None, "other") else None)
        if term is None:
            return said, self._org(phrase, person.side) if phrase else None
        if term.role == "other" and said not in (None, "other", "minister"):
            return said, self._org(phrase, person.side) or term.org
        if (
            day is None
            or said is None
            or said in ("other", term.role)
            or phrase is None
            or phrase.former
            or term.distance(day) <= _RECENT
        ):
            return term.role, term.org
        return said, self._org(phrase, person.side) or term.org

    # --- appositions and offices ----------------------------------------------------------------------------------------

    def _apposition(self, index: int) -> tuple[_Phrase | None, int]:
        """An office that follows a name: ", jefe de …", "(D-Calif.)", ", quien dirige …". The phrase and the token after."""
        tokens, text = self._tokens, self._doc.folded.text
        if index >= len(tokens):
            return None, index
        place = tokens[index - 1].end
        if match := re.match(r" ?\((?:[rdi]|dem|rep)[-–., ]{1,3}[a-z. ]{1,12}\)", text[place : place + 24]):
            entry = Entry("office", "representative-us", "us", "legislator")
            return _Phrase(office=entry, side="us", side_strength=2), self._doc.token_at(place + match.end())
        if match := _RELATIVE.match(text[place : place + 60]):
            at = self._skip(self._doc.token_at(place + match.end()), _ARTICLES)
            body = self._body_ahead(at)
            if body is not None:
                return _Phrase(
                    office=Entry("office", "head", None, None, "head"), body=body[1], side=body[1].side, side_strength=2
                ), index
            if (office := self._at(at, "office")) is not None:
                phrase, _ = self._office_phrase(at, office)
                return phrase, index
            return None, index
        if (
            tokens[index].text in (",", "(", "-", "—")
            and index + 1 < len(tokens)
            and self._same_line(index - 1, index + 1)
        ):
            at = self._skip(index + 1, _ARTICLES | {"quien", "es", "then", "entonces", "now"})
            former = self._word(at) in _FORMER
            at += former
            lead = self._lead(at)
            office = self._at(lead, "office")
            if office is not None and not self._is_adverb(lead, office):
                phrase, end = self._office_phrase(lead, office)
                phrase.former = phrase.former or former
                if self._name(end, near=True) is None or tokens[index].text == "(":
                    return phrase, end
        return None, index

    def _skip(self, index: int, words: frozenset[str] | set[str]) -> int:
        while index < len(self._tokens) and self._tokens[index].text in words:
            index += 1
        return index

    def _lead(self, index: int) -> int:
        """Past the qualifiers that stand before an office: "Peruvian", "U.S.", "Peru's", "State Department", "acting"."""
        for _ in range(4):
            if self._at(index, "office") is not None:
                return index
            hit = self._at(index, "country", "body", "domain")
            if hit is not None and (hit[1].kind in ("adj", "name") or hit[1].category in ("body", "domain")):
                index = hit[0]
            elif self._word(index) in _ADJECTIVES or self._word(index) in ("'s", "'"):
                index += 1
            else:
                return index
        return index

    def _former_office(self, index: int) -> tuple[list[Mention], int] | None:
        token = self._tokens[index]
        if match := _EX.match(token.text):
            rest = match["rest"]
            entry = next(
                (
                    h.entry
                    for opts in self._hits.values()
                    for _, h in opts
                    if h.entry.category == "office" and self._doc.folded.text[h.start : h.end] == rest
                ),
                None,
            )
            entry = entry or _BARE.get(rest)
            if entry is None:
                return None
            return self._office(index, (index + 1, entry), former=True)
        at = self._skip(index + 1, {"-"})
        lead = self._lead(at)
        office = self._at(lead, "office")
        if office is None or lead - at > 3:
            return None
        return self._office(lead, office, former=True)

    def _office(self, index: int, office: tuple[int, Entry], former: bool = False) -> tuple[list[Mention], int]:
        phrase, after = self._office_phrase(index, office)
        phrase.former = phrase.former or former
        entry = office[1]
        start = self._tokens[index].start
        if entry.plural:
            listed = self._list(index, phrase, after)
            if listed is not None:
                return listed
        after = self._past_department(after, phrase)
        name = self._name(after)
        if name is not None:
            at, known = name
            if known is not None:
                return self._named(at, known, phrase, start)
            end = self._name_end(at)
            base = Mention(
                start, self._tokens[end - 1].end, self._doc.sentence_at(start), "name", None, former=phrase.former
            )
            mention = self._provisional_mention(at, end, phrase, base)
            more, last = self._name_list(end, phrase) if entry.plural or entry.id == "representative-us" else ([], end)
            return [mention, *more], last
        return [self._bare(index, after, phrase)], after

    def _past_department(self, index: int, phrase: _Phrase) -> int:
        """Past what an office is in charge of, to the comma before the name: "presidente de la comisión Especial de
        Seguridad Ciudadana, Alfredo Azurín", "la subsecretaria adjunta de Estado para la región andina, Laura Whitcomb".
        """
        if phrase.office is None or phrase.office.id not in _WITH_DEPARTMENT or self._person(index) is not None:
            return index
        if (
            self._word(index) not in _OF | _AT | {"on", "y", "and"}
            and not self._tokens[min(index, len(self._tokens) - 1)].capital
        ):
            return index
        for at in range(index, min(index + 14, len(self._tokens))):
            word = self._word(at)
            if not self._same_line(index, at):
                break
            if word == "," and self._name(at) is not None:
                return at
            if word == "," and self._doc.lang != "en":
                return index
            if (
                word in (";", ".", ":", "(", ")", '"', "que", "quien", "who", "which")
                or (self._at(at, "cue") is not None
                and word not in ("acuerdos", "visa", "visas", "mision"))
            ):
                break
            if at > index and self._person(at) is not None and self._person(at)[1][0].kind == "full":  # type: ignore[index]
                return at
        return self._english_department(index)

    def _english_department(self, index: int) -> int:
        """ "Under Secretary for Civilian Security, Democracy, and Human Rights Uzra Zeya": the name is the end of the capitals."""
        if self._word(index) not in ("for", "of"):
            return index
        at, segment = index + 1, index + 1
        while at < len(self._tokens) and at < index + 16 and self._same_line(index, at):
            token = self._tokens[at]
            if token.text in (",", "and", "&", "of", "the", "-"):
                segment = at + 1
            elif not token.capital:
                break
            at += 1
        if at - segment >= 3 and not self._hits_in(at - 2, at, "body", "country", "domain"):
            return at - 2
        return index

    def _hits_in(self, first: int, after: int, *categories: str) -> bool:
        return any(self._at(i, *categories) is not None for i in range(first, after))

    def _bare(self, index: int, after: int, phrase: _Phrase) -> Mention:
        start = self._tokens[index].start
        side = self._office_side(phrase)
        text = self._doc.folded.text
        entry = phrase.office
        return Mention(
            start=start,
            end=self._tokens[after - 1].end,
            sentence=self._doc.sentence_at(start),
            kind="reference" if entry and entry.kind == "reference" else "office",
            side=side,
            role=self._role(phrase),
            org=self._org(phrase, side),
            plural=bool(entry and entry.plural),
            former=phrase.former,
            possessor=bool(_POSSESSOR.search(text[max(0, start - 60) : start])),
            word=entry.id if entry else "",
            where=phrase.where,
        )

    def _office_phrase(self, index: int, office: tuple[int, Entry]) -> tuple[_Phrase, int]:
        """The office at `index` with all that qualifies it, before and behind."""
        after, entry = office
        phrase = _Phrase(office=entry)
        if entry.side:
            phrase.side, phrase.side_strength = entry.side, 1
        self._qualify_before(index, phrase)
        after = self._qualify_behind(after, phrase)
        return phrase, after

    def _qualify_before(self, index: int, phrase: _Phrase) -> None:
        """English puts the qualifiers first: "Peruvian Foreign Minister", "FBI Director", "Peru's ambassador"."""
        at = index
        for _ in range(4):
            hit = next(
                (
                    h
                    for h in sorted(self._ending_at(at), key=lambda h: h.start)
                    if h.entry.category in ("country", "body", "domain")
                ),
                None,
            )
            if hit is None:
                word = self._word(at - 1)
                if word in _ADJECTIVES or word in ("'s", "'"):
                    phrase.former = phrase.former or word in _FORMER
                    at -= 1
                    continue
                if word in _FORMER or word.startswith("ex"):
                    phrase.former = phrase.former or word in _FORMER or word == "ex"
                return
            entry = hit.entry
            if self._doc.lang == "es" and not (entry.kind == "adj"):
                return  # Spanish qualifiers follow
            if entry.category == "country":
                if entry.kind == "metonym":
                    return
                phrase.side, phrase.side_strength = entry.side, 2
                return
            if entry.category == "body":
                phrase.body = phrase.body or entry
                if phrase.side_strength < 2:
                    phrase.side, phrase.side_strength = entry.side, 2
            else:
                phrase.domains.append(entry)
            at = self._doc.token_at(hit.start)

    def _qualify_behind(self, index: int, phrase: _Phrase) -> int:
        """ "de Estados Unidos en el Perú", "of Peru", "de Defensa", "del Comando Sur", "peruano", "interino"."""
        after = index
        for _ in range(10):
            word = self._word(after)
            if not word or not self._same_line(after - 1, after):
                break
            if word in _ADJECTIVES:
                after += 1
                continue
            if (adjective := self._at(after, "country")) is not None and adjective[1].kind == "adj":
                if phrase.side_strength < 2:
                    phrase.side, phrase.side_strength = adjective[1].side, 2
                after = adjective[0]
                continue
            if word in _OF or word in _AT:
                taken = self._complement(after, word, phrase)
                if taken is None:
                    break
                after = taken
                continue
            if (
                word in ("y", "e", "and", ",", "/")
                and phrase.domains
                and (more := self._more_domains(after, phrase)) is not None
            ):
                after = more
                continue
            break
        return after

    def _complement(self, index: int, word: str, phrase: _Phrase) -> int | None:
        at = self._skip(index + 1, _ARTICLES)
        if (
            (domain := self._at(at, "domain")) is not None
            and word in _OF
            and phrase.office
            and phrase.office.by in ("cabinet", "vice", "none", "head", "staff")
        ):
            longer = self._at(at, "body")
            if longer is None or longer[0] <= domain[0]:
                phrase.domains.append(domain[1])
                return domain[0]
        if (body := self._at(at, "body")) is not None:
            country = self._at(at, "country")
            if country is None or body[0] >= country[0]:
                phrase.body = phrase.body or body[1]
                if phrase.side_strength < 2 and body[1].side:
                    phrase.side, phrase.side_strength = body[1].side, 2
                return body[0]
        if (country := self._at(at, "country")) is not None and country[1].kind in ("name", "metonym"):
            if word in _AT:
                phrase.where = phrase.where or country[1].side
            elif phrase.side_strength < 2:
                phrase.side, phrase.side_strength = country[1].side, 2
            elif phrase.where is None:
                phrase.where = country[1].side
            return country[0]
        if word in _OF and country is not None and country[1].kind == "adj" and self._doc.lang == "en":
            if phrase.side_strength < 2:  # "head of Peru's National Institute of Health"
                phrase.side, phrase.side_strength = country[1].side, 2
            phrase.below = phrase.office is not None and phrase.office.by == "staff"
            return self._department(country[0]) or country[0]
        if (
            word in _AT
            and (place := self._at(at, "place")) is not None
            and phrase.office
            and phrase.office.role in ("ambassador", "charge_daffaires")
        ):
            phrase.where = phrase.where or place[1].side
            return place[0]
        if (
            word in _OF
            and (ahead := self._body_ahead(at)) is not None
            and phrase.office
            and phrase.office.by in ("head", "staff", "none")
        ):
            phrase.body, phrase.below = phrase.body or ahead[1], True
            if phrase.side_strength < 2 and ahead[1].side:
                phrase.side, phrase.side_strength = ahead[1].side, 2
            return ahead[0]
        if (
            word in _OF
            and (rest := self._department(at)) is not None
            and phrase.office
            and phrase.office.by in ("head", "staff")
        ):
            phrase.below = True
            return rest
        return None

    def _body_ahead(self, index: int) -> tuple[int, Entry] | None:
        """ "Operaciones del FBI", "la oficina antinarcóticos de la embajada": a body within six tokens, over "of" words."""
        if (here := self._at(index, "body")) is not None:
            return here
        for at in range(index + 1, min(index + 7, len(self._tokens))):
            word = self._word(at)
            if word in (",", ";", ".", "(", ")", "y", "and") or not self._same_line(index, at):
                return None
            if self._at(at, "office") is not None and at > index:
                return None
            before = self._word(at - 1)
            if (body := self._at(at, "body")) is not None and (
                before in _OF or before in _ARTICLES or self._word(at - 2) in _OF
            ):
                return body
        return None

    def _department(self, index: int) -> int | None:
        """ "Promoción Minera", "Asuntos Internacionales": up to four capital words of an unknown department."""
        at = index
        while (
            at < len(self._tokens)
            and at < index + 5
            and (self._tokens[at].capital or self._word(at) in ("y", "de", "del", "la", "e", "and", "of"))
        ):
            if self._person(at) is not None:
                break
            at += 1
        while at > index and not self._tokens[at - 1].capital:
            at -= 1
        return at if at > index else None

    def _more_domains(self, index: int, phrase: _Phrase) -> int | None:
        at = self._skip(index, {"y", "e", "and", ",", "/", "de", "del", "la", "el"})
        if at > index and (domain := self._at(at, "domain")) is not None and phrase.office and phrase.office.plural:
            phrase.domains.append(domain[1])
            return domain[0]
        return None

    # --- what an office phrase means --------------------------------------------------------------------------------------

    def _role(self, phrase: _Phrase | None) -> str | None:
        if phrase is None or phrase.office is None:
            return None
        office = phrase.office
        if office.by == "cabinet":
            if phrase.domains:
                return phrase.domains[0].role
            if phrase.body:
                return phrase.body.role if not phrase.below else "other"
            return "minister" if office.id != "minister" or not self._is_titular(office) else None
        if office.by in ("head", "staff") and phrase.below:
            return "other"
        if office.by == "staff":
            return "other"
        if office.by == "head":
            if phrase.body is None:
                return office.role
            if phrase.body.kind == "third":
                return "other"
            if office.role in ("president", "vice_president") and phrase.body.kind not in (
                "agency",
                "congress",
                "justice",
            ):
                return office.role
            if office.id == "commander":
                return "military_commander" if phrase.body.kind in ("military",) else "other"
            return phrase.body.role or "agency_head"
        if office.by == "vice":
            return (
                "deputy_secretary_of_state"
                if phrase.body is None or phrase.body.role == "secretary_of_state"
                else "vice_minister"
            )
        if office.role == "military_commander" and phrase.body is not None and phrase.body.kind == "police":
            return "agency_head"
        return office.role

    def _is_titular(self, office: Entry) -> bool:
        return False

    def _office_side(self, phrase: _Phrase) -> str | None:
        if phrase.side:
            return phrase.side
        if (
            phrase.office
            and phrase.office.role in ("ambassador", "charge_daffaires")
            and phrase.where in ("peru", "us")
        ):
            return "peru" if phrase.where == "us" else None
        return None

    def _org(self, phrase: _Phrase | None, side: str | None) -> str | None:
        if phrase is None:
            return None
        if phrase.domains:
            return phrase.domains[0].us if side == "us" else phrase.domains[0].peru
        if phrase.body:
            return phrase.body.org
        role = self._role(phrase)
        return _USUAL_ORG.get((side or "", role or ""))

    # --- names ------------------------------------------------------------------------------------------------------------

    def _name(self, index: int, near: bool = False) -> tuple[int, tuple[int, list[Entry]] | None] | None:
        """A name that follows an office: (token, known person or None). `near`: no comma may stand between."""
        at = index
        if not near and self._word(at) in (",", ":", "(") and self._same_line(index - 1, at):
            at += 1
            at = self._skip(at, {"el", "la", "the"}) if self._at(self._skip(at, {"el", "la"}), "rank") else at
        for _ in range(4):
            rank = self._at(at, "rank")
            if rank is None or self._person(at) is not None:
                break
            at = self._skip(rank[0], {".", '"', "fap", "pnp", "ep", "(", ")"} if self._word(rank[0]) != "," else set())
        if self._word(at) == "embajador" or self._word(at) == "ambassador":
            at += 1
        if at >= len(self._tokens) or not self._same_line(index - 1 if index else 0, at):
            return None
        known = self._person(at)
        if known is not None and not self._begins_longer_name(at, known):
            return at, known
        comma = at > index
        if self._word(at - 1) in _OF:
            return None  # "subsecretaria de Estado para Seguridad Civil": what the office is for
        if not self._doc.caseless and self._looks_like_name(at, comma):
            return at, None
        return None

    def _looks_like_name(self, index: int, after_comma: bool) -> bool:
        token = self._tokens[index]
        if not token.capital or not token.text[0].isalpha() or token.text in _NO_NAME:
            return False
        if any(
            h.entry.category in ("body", "country", "place", "office", "domain") for _, h in self._hits.get(index, ())
        ):
            return False
        end = self._name_end(index)
        capitals = sum(t.capital for t in self._tokens[index:end])
        if token.start in self._doc.sentence_starts:
            return False
        return capitals >= 2 or (not after_comma and len(token.text) > 3)

    def _name_end(self, index: int) -> int:
        """The token after a run of capital words, with initials and particles inside."""
        at = index
        end = index
        while at < len(self._tokens) and at < index + 8:
            token = self._tokens[at]
            gap = self._doc.folded.text[self._tokens[at - 1].end : token.start] if at > index else ""
            if at > index and "\n" in gap:
                break
            if token.capital and token.text[0].isalpha() and not (at > index and token.text in _NO_NAME - _PARTICLES):
                if at > index and any(
                    h.entry.category in ("body", "country") and a - at >= 1 for a, h in self._hits.get(at, ())
                ):
                    break
                at += 1
                end = at
                if token.text.endswith(("'s", "’s")):
                    break
            elif (token.text in _PARTICLES and at > index and token.text not in ("y", "e")) or (
                token.text == "y"
                and at > index
                and at + 1 < len(self._tokens)
                and self._word(at - 1) in ("torres", "garces")
            ) or (
                token.text in (".", "-", "'", '"')
                and at > index
                and (len(self._tokens[at - 1].text) <= 2 or token.text == "-" or token.text == '"')
                and gap == ""
            ) or (token.text == '"' and at > index and at + 2 < len(self._tokens) and self._word(at + 2) == '"'):
                at += 1
            else:
                break
        return end

    def _provisional_mention(self, index: int, end: int, phrase: _Phrase, base: Mention) -> Mention:
        name = re.sub(
            r"['’]s$", "", self._doc.folded.cut(self._tokens[index].start, self._tokens[end - 1].end).replace("\n", " ")
        )
        side = self._office_side(phrase)
        identity = "?" + slug(name)
        if (meant := self._misspelt(name, phrase)) is not None:
            role, org = self._role_of(meant, phrase)
            return replace(
                base,
                kind="name",
                side=meant.side,
                role=role,
                org=org,
                name=meant.name,
                person=meant.id,
                end=self._tokens[end - 1].end,
            )
        existing = self._surnames.get(slug(name))
        if existing is not None:
            identity, name = existing, self._provisional[existing][0]
        else:
            self._provisional[identity] = (name, side or "")
            parts = [
                p
                for t in self._tokens[index:end]
                if (p := re.sub(r"['’]s$", "", t.text)).isalpha() and p not in _PARTICLES
            ]
            short = self._surnames.get(parts[-1]) if len(parts) > 1 else None
            if short is not None and " " not in self._provisional[short][0]:  # "Zeya" in the title, "Uzra Zeya" below
                identity = short
                self._provisional[identity] = (name, side or "")
            for part in parts[1:] if len(parts) > 1 else parts:
                self._surnames.setdefault(part, identity)
        return replace(
            base,
            kind="name",
            side=side,
            role=self._role(phrase),
            org=self._org(phrase, side),
            name=name,
            person=identity,
            end=self._tokens[end - 1].end,
            word=phrase.office.id if phrase.office else "",
            where=phrase.where,
        )

    def _misspelt(self, name: str, phrase: _Phrase) -> Person | None:
        """The known person a name beside a fitting office misspells: "Cristopher Landau", "Bernardo Navarró"."""
        folded = plain(name)
        if len(folded.split()) < 2:
            return None
        near = process.extract(folded, self._people.full_names(), scorer=fuzz.ratio, score_cutoff=84, limit=3)
        found = next((n for n in near if _one_slip(folded, n[0])), None)
        if found is None:
            return None
        person = self._people.by_full_name(found[0])
        if person is None or (phrase.side and phrase.side != person.side) or not self._may_hold(person, phrase):
            return None
        told = self._role(phrase)
        if len(folded) < 14 and told not in {t.role for t in person.terms}:
            return None  # a short name is a slip only beside the very office
        return person

    def _list(self, index: int, phrase: _Phrase, after: int) -> tuple[list[Mention], int] | None:
        """ "los ministros de Defensa, César Díaz, y del Interior, Vicente Tiburcio"; "los presidentes de Perú, A, y Estados
        Unidos, B"; "titulares de Interior, Defensa y Relaciones Exteriores"; "Reps. Sam Farr and Susan Davis".
        """
        start = self._tokens[index].start
        sentence = self._doc.sentence_at(start)
        if len(phrase.domains) > 1 and self._name(after) is None:
            side = phrase.side or ("peru" if self._doc.lang == "es" else None)
            return [
                Mention(
                    start,
                    self._tokens[after - 1].end,
                    sentence,
                    "office",
                    side,
                    d.role,
                    d.peru if side != "us" else d.us,
                    word="minister",
                )
                for d in phrase.domains
            ], after
        out: list[Mention] = []
        at = after
        current = phrase
        for _ in range(8):
            name = self._name(at)
            if name is None:
                break
            where, known = name
            single = _Phrase(
                current.office,
                current.side,
                current.side_strength,
                None,
                current.domains[-1:],
                current.body,
                current.below,
                current.former,
            )
            if known is not None:
                found, at = self._named(where, known, single, self._tokens[where].start)
                out.extend(found)
            else:
                end = self._name_end(where)
                base = Mention(self._tokens[where].start, 0, sentence, "name", None)
                out.append(self._provisional_mention(where, end, single, base))
                _, at = self._apposition(end)
            follow = self._skip(at, {",", "y", "e", "and", ";"})
            if follow == at:
                break
            taken = self._next_of_list(follow, current)
            if taken is None:
                at = follow if self._name(follow, near=True) is not None else at
                if self._name(at, near=True) is None:
                    break
            else:
                current, at = taken
        return (out, at) if out else None

    def _next_of_list(self, index: int, phrase: _Phrase) -> tuple[_Phrase, int] | None:
        at = self._skip(index, {"de", "del", "el", "la", "los", "las", "of", "the"})
        if (domain := self._at(at, "domain")) is not None:
            return _Phrase(
                phrase.office, phrase.side, phrase.side_strength, None, [domain[1]], None, False, phrase.former
            ), domain[0]
        if (country := self._at(at, "country")) is not None and country[1].kind == "name":
            return _Phrase(phrase.office, country[1].side, 2), country[0]
        return None

    def _name_list(self, index: int, phrase: _Phrase) -> tuple[list[Mention], int]:
        out: list[Mention] = []
        at = index
        for _ in range(10):
            _, at = self._apposition(at) if self._word(at) == "(" else (None, at)
            follow = self._skip(at, {",", "y", "e", "and"})
            if follow == at:
                break
            name = self._name(follow, near=True)
            if name is None:
                break
            where, known = name
            if known is not None:
                found, at = self._named(where, known, phrase, self._tokens[where].start)
                out.extend(found)
            else:
                end = self._name_end(where)
                base = Mention(
                    self._tokens[where].start, 0, self._doc.sentence_at(self._tokens[where].start), "name", None
                )
                out.append(self._provisional_mention(where, end, phrase, base))
                at = end
        return out, at

    def _ranked(self, index: int, after: int) -> tuple[list[Mention], int]:
        """ "el general mexicano Marco Álvarez", "coronel FAP Edwin Mogollón", "Maj. Gen. James Hoyer, the adjutant general"."""
        phrase = _Phrase(office=Entry("office", "rank", None, "other"))
        military = self._word(index) not in (
            "senor",
            "senora",
            "sr",
            "sra",
            "dr",
            "dra",
            "don",
            "dona",
            "doctor",
            "doctora",
            "mr",
            "mrs",
            "ms",
            "lic",
            "ing",
            "hon",
        )
        at = after
        for _ in range(6):
            if self._word(at) in (".", "-"):
                at += 1
            elif (rank := self._at(at, "rank")) is not None and self._person(at) is None:
                if self._word(at) in ("pnp", "fap", "ep"):
                    phrase.side, phrase.side_strength = "peru", 2
                at = rank[0]
            elif (country := self._at(at, "country")) is not None and country[1].kind == "adj":
                phrase.side, phrase.side_strength = country[1].side, 2
                at = country[0]
            elif (body := self._at(at, "body")) is not None and body[1].kind in ("military", "police"):
                phrase.body, phrase.side, phrase.side_strength = body[1], body[1].side, 2
                phrase.below = True
                at = body[0]
            elif self._word(at) in ("en", "in") and self._word(at + 1) in ("retiro", "situacion"):
                at += 2
            else:
                break
        if at >= len(self._tokens) or not self._same_line(index, at):
            return [], index + 1
        self._qualify_before(index, phrase)
        known = self._person(at)
        start = self._tokens[index].start
        if known is not None:
            apposition, _ = self._apposition(self._second_surname(known[0]))
            return self._named(at, known, apposition, start)
        if self._doc.caseless or not self._looks_like_name(at, False):
            return [], index + 1
        end = self._name_end(at)
        apposition, last = self._apposition(end)
        apposition = apposition or self._belonging(end, tight=True)
        if apposition is not None:
            if apposition.side is None:
                apposition.side, apposition.side_strength = phrase.side, phrase.side_strength
            phrase = apposition
        elif not military and phrase.side is None:
            return [], end  # "el señor Pérez": nobody's office
        base = Mention(start, self._tokens[end - 1].end, self._doc.sentence_at(start), "name", None)
        return [self._provisional_mention(at, end, phrase, base)], max(end, last)

    # --- bodies, groups, states -------------------------------------------------------------------------------------------

    def _body(self, index: int, body: tuple[int, Entry]) -> tuple[list[Mention], int]:
        after, entry = body
        # "White House press secretary", "FBI Director": the office takes the body in
        lead = self._lead(after)
        if (
            self._doc.lang == "en"
            and lead <= after + 2
            and (office := self._at(lead, "office")) is not None
            and not self._is_adverb(lead, office)
        ):
            return self._office(lead, office)
        side = entry.side
        at = self._skip(after, {"de"})
        if ((country := self._at(after, "country")) is not None and country[1].kind == "adj") or (at > after and (country := self._at(at, "country")) is not None and country[1].kind == "name"):
            side, after = country[1].side, country[0]
        start = self._tokens[index].start
        mention = Mention(
            start,
            self._tokens[after - 1].end,
            self._doc.sentence_at(start),
            "body",
            side,
            "delegation",
            entry.org,
            word=entry.kind,
        )
        if side not in (entry.side, None):
            mention = replace(mention, org=None)
        return [mention], after

    def _group(self, index: int, group: tuple[int, Entry]) -> tuple[list[Mention], int]:
        after, entry = group
        side: str | None = None
        org: str | None = None
        for hit in self._ending_at(index):
            if (
                (hit.entry.category == "country"
                and hit.entry.kind == "adj")
                or (hit.entry.category == "body"
                and self._doc.lang == "en")
            ):
                side, org = hit.entry.side, hit.entry.org
        for _ in range(8):
            word = self._word(after)
            if (country := self._at(after, "country")) is not None and country[1].kind == "adj":
                side, after = side or country[1].side, country[0]
            elif (inner := self._english_group(after)) is not None:
                after = inner  # "team of U.S. security specialists"
            elif (more := self._at(after, "group")) is not None and (
                self._word(after - 1) in _OF or self._word(after - 1) in ("y", "and")
            ):
                after = more[0]
            elif word in _OF or word in ("from", "a", "en", "y", "and", "with"):
                at = self._skip(after + 1, _ARTICLES)
                if (body := self._at(at, "body")) is not None:
                    side, org, after = side or body[1].side, org or body[1].org, body[0]
                elif (
                    (country := self._at(at, "country")) is not None
                    and country[1].kind in ("name", "adj", "metonym")
                    and word in ("de", "del", "of", "from")
                ):
                    side, after = side or country[1].side, country[0]
                elif (more := self._at(at, "group")) is not None and word in _OF:
                    after = more[0]
                elif (domain := self._at(at, "domain")) is not None:
                    after = domain[0]
                elif word in ("de", "of", "en") and self._word(at) in (
                    "alto",
                    "high",
                    "seguridad",
                    "security",
                    "tres",
                    "cuatro",
                    "cinco",
                    "seis",
                ):
                    after = at + (2 if self._word(at + 1) in ("nivel", "-") else 1)
                    after = self._skip(after, {"level", "personas", "-"})
                else:
                    break
            else:
                break
        start = self._tokens[index].start
        return [
            Mention(
                start,
                self._tokens[after - 1].end,
                self._doc.sentence_at(start),
                "group",
                side,
                "delegation",
                org,
                plural=True,
                word=entry.id,
            )
        ], after

    def _english_group(self, index: int) -> int | None:
        """After "team of U.S.": the group word within two words that the country qualifies."""
        if self._doc.lang != "en" or not any(h.entry.category == "country" for h in self._ending_at(index)):
            return None
        for at in range(index, min(index + 3, len(self._tokens))):
            if (group := self._at(at, "group")) is not None:
                return group[0]
            if not self._word(at).isalpha() or self._at(at, "cue", "office", "body") is not None:
                return None
        return None

    def _country(self, index: int, country: tuple[int, Entry]) -> tuple[list[Mention], int]:
        after, entry = country
        # "U.S. Secretary of State", "Peruvian Navy", "U.S. security specialists"
        lead = self._lead(index)
        if (
            lead > index
            and self._doc.lang == "en"
            and (office := self._at(lead, "office")) is not None
            and not self._is_adverb(lead, office)
        ):
            return self._office(lead, office)
        start = self._tokens[index].start
        sentence = self._doc.sentence_at(start)
        end = self._tokens[after - 1].end
        before = self._word(index - 1)
        if entry.kind == "adj":
            spanish = before in ("el", "la", "los", "las", "al", "del") and not self._noun_follows(after)
            nominal = spanish or (before == "the" and self._word(index).endswith("s") and not self._noun_follows(after))
            if not nominal:
                return [], after
            return [
                Mention(
                    start,
                    end,
                    sentence,
                    "reference",
                    entry.side,
                    plural=before in ("los", "las") or entry.id.endswith("s"),
                    word="demonym",
                )
            ], after
        word = "metonym" if entry.kind == "metonym" else "country"
        if entry.kind == "metonym" and (
            before in ("en", "in", "a", "desde", "from", "to") or self._word(index + 1) == ","
        ):
            return [], after  # a place
        return [Mention(start, end, sentence, "state", entry.side, "delegation", None, word=word)], after

    def _noun_follows(self, index: int) -> bool:
        """ "los estadounidenses Hegseth y Donovan": an adjective before names is no reference of its own."""
        return index < len(self._tokens) and self._tokens[index].capital and self._same_line(index - 1, index)

    # --- surnames after the full name -----------------------------------------------------------------------------------------

    def _later_surnames(self, mentions: list[Mention]) -> list[Mention]:
        """Adds later mentions of provisional people by surname, and settles bare surnames of known people."""
        full = {m.person for m in mentions if m.person and not m.surname_only}
        settled = [s for m in mentions if (s := self._settle(m, full)) is not None]
        taken = {(m.start, m.end) for m in settled}
        extra = list(self._surname_mentions(taken, settled)) if self._surnames and not self._doc.caseless else []
        return sorted(settled + extra, key=lambda m: (m.start, m.end))

    def _settle(self, mention: Mention, full: set[str | None]) -> Mention | None:
        if not mention.candidates or (mention.person and not mention.surname_only):
            return mention
        if mention.person in full:
            return mention
        named = [c for c in mention.candidates if c in full]
        if len(named) == 1:
            return self._as(mention, named[0])
        word = self._doc.folded.text[mention.start : mention.end].split()[-1] if mention.end > mention.start else ""
        if word in self._surnames:
            return None  # a provisional person of this text bears the name
        if mention.word == "weak":
            return None
        if mention.person:
            return mention
        day = self._doc.published
        active = [
            c for c in mention.candidates if day is None or any(t.covers(day) for t in self._people.by_id[c].terms)
        ]
        prominent = [c for c in active if any(t.role in _PROMINENT for t in self._people.by_id[c].terms)]
        if len(prominent) == 1:
            return self._as(mention, prominent[0])
        return None

    def _as(self, mention: Mention, chosen: str) -> Mention:
        person = self._people.by_id[chosen]
        role, org = self._role_of(person, None)
        return replace(mention, person=chosen, name=person.name, side=person.side, role=role, org=org)

    def _surname_mentions(self, taken: set[tuple[int, int]], mentions: list[Mention]) -> Iterator[Mention]:
        covered = sorted(taken)
        by_id = {m.person: m for m in mentions if m.person}
        for index, token in enumerate(self._tokens):
            identity = self._surnames.get(token.text)
            if identity is None or not token.capital or any(a <= token.start < b for a, b in covered):
                continue
            if (
                index
                and self._tokens[index - 1].capital
                and self._doc.folded.text[self._tokens[index - 1].end : token.start] == " "
                and self._tokens[index - 1].text not in _NO_NAME
            ):
                previous = self._tokens[index - 1]
                if previous.start not in self._doc.sentence_starts and previous.text not in self._surnames:
                    continue
            known = by_id.get(identity)
            if known is None or any(
                h.entry.category in ("body", "country", "place") for _, h in self._hits.get(index, ())
            ):
                continue
            yield replace(
                known,
                start=token.start,
                end=token.end,
                sentence=self._doc.sentence_at(token.start),
                surname_only=True,
                possessor=False,
                former=False,
            )


_STAFF = Entry("office", "staff", None, "other", "staff")
_RECENT = 120
"""Days around a term within which the people file is believed more than the title in the text."""
_WITH_DEPARTMENT = frozenset(
    (
        "committee-chair",
        "consul",
        "minister",
        "special-envoy",
        "trade-representative",
        "deputy-secretary",
        "governor",
        "spokesperson",
        "vice-minister",
        "head",
        "staff",
        "adviser",
        "sub-secretary",
        "under-secretary",
        "embassy-staff",
        "legislator",
        "deputy-assistant",
        "attorney-general",
    )
)
_PROMINENT = frozenset(
    "president vice_president prime_minister foreign_minister secretary_of_state deputy_secretary_of_state defense_minister ambassador charge_daffaires military_commander interior_minister".split()
)
_USUAL_ORG = {
    ("peru", "president"): "Presidencia",
    ("peru", "vice_president"): "Presidencia",
    ("us", "president"): "White House",
    ("us", "vice_president"): "White House",
    ("peru", "prime_minister"): "PCM",
    ("peru", "foreign_minister"): "Cancillería (RREE)",
    ("us", "secretary_of_state"): "State Department",
    ("us", "deputy_secretary_of_state"): "State Department",
    ("us", "assistant_secretary"): "State Department",
    ("us", "under_secretary"): "State Department",
    ("us", "special_envoy"): "State Department",
    ("peru", "defense_minister"): "Mindef",
    ("us", "defense_minister"): "Pentagon",
    ("peru", "interior_minister"): "Mininter",
    ("us", "ambassador"): "US Embassy Lima",
    ("us", "charge_daffaires"): "US Embassy Lima",
    ("peru", "ambassador"): "Embajada del Perú en EE.UU.",
    ("peru", "congress_president"): "Congreso",
    ("peru", "legislator"): "Congreso",
    ("us", "legislator"): "US Congress",
    ("us", "congress_president"): "US Congress",
    ("peru", "agency_head"): None,
}  # fmt: skip
_BARE = {
    "presidente": Entry("office", "president", None, "president", "head"),
    "presidenta": Entry("office", "president", None, "president", "head"),
    "mandatario": Entry("office", "president", None, "president", "head"),
    "mandataria": Entry("office", "president", None, "president", "head"),
    "ministro": Entry("office", "minister", None, "minister", "cabinet"),
    "ministra": Entry("office", "minister", None, "minister", "cabinet"),
    "canciller": Entry("office", "foreign-minister", None, "foreign_minister"),
    "premier": Entry("office", "prime-minister", "peru", "prime_minister"),
    "embajador": Entry("office", "ambassador", None, "ambassador"),
    "embajadora": Entry("office", "ambassador", None, "ambassador"),
    "congresista": Entry("office", "legislator", None, "legislator"),
    "secretario": Entry("office", "secretary", "us", "minister", "cabinet"),
}


def _one_slip(one: str, other: str) -> bool:
    """Word for word the same but for one letter (two in a long name)."""
    a, b = one.split(), other.split()
    if len(a) != len(b) or any(x[0] != y[0] for x, y in zip(a, b, strict=True)):
        return False
    slips = [Levenshtein.distance(x, y) for x, y in zip(a, b, strict=True)]
    return sum(slips) <= (2 if len(one) >= 16 else 1) and all(
        s <= 1 or len(x) >= 8 for s, x in zip(slips, a, strict=True)
    )


def _one(values: set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def find_mentions(document: Document, people: People) -> list[Mention]:
    """All mentions of `document`, in order."""
    return Mentions(document, people).find()


__all__ = ["Mention", "Token", "find_mentions"]
