"""Dates in running text, Spanish and English: "el pasado 20 de febrero" + the day of publication → 2026-02-20.

An own grammar: on 47 expressions of real pages it reads all, dateparser 23 (feeds and metadata, which have full dates,
go through dateparser in `extract`). An expression is found first, as a symbol with its place, and resolved later, when
the tense of its verb is known: "el viernes" lies behind a held meeting and ahead of an announced one.

Conventions (annotation guide): weeks run Monday to Sunday; a quarter or a range gives its first month or day and
`date_end`; "a inicios de 2026" is the year; the printed weekday never overrides day and month; a relative expression
on an undated page stays unknown.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year"]
Tense = Literal[-1, 0, 1]
"""-1: the event lies in the past, 1: in the future, 0: not known."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "setiembre septiembre set sept sep september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),  # fmt: skip
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "lunes lun monday mon",
            "martes tuesday tue tues",
            "miercoles mie wednesday wed",
            "jueves jue thursday thu thurs",
            "viernes vie friday fri",
            "sabado sab saturday sat",
            "domingo sunday",
        )  # fmt: skip
    )
    for name in names.split()
}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "un una one a an primero first",
            "dos two",
            "tres three",
            "cuatro four",
            "cinco five",
            "seis six",
            "siete seven",
            "ocho eight",
            "nueve nine",
            "diez ten",
            "once eleven",
            "doce twelve",
            "trece thirteen",
            "catorce fourteen",
            "quince fifteen",
        )  # fmt: skip
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class When:
    """An interval of whole days, months or years: first and last day, both included."""

    start: date
    end: date
    precision: Precision

    def overlaps(self, other: When) -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end

    @property
    def iso(self) -> tuple[str, str | None]:
        """`date` and `date_end` in the annotation's form: the end only where it names another day, month or year."""
        size = {"day": 10, "month": 7, "year": 4}[self.precision]
        first, last = self.start.isoformat()[:size], self.end.isoformat()[:size]
        return first, (last if last != first else None)


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression at `start`–`end` of the folded text; `resolve` needs the page's date and the verb's tense."""

    start: int
    end: int
    kind: str
    """absolute (year given), calendar (day and month, or month, no year), weekday, relative (today, next week …)."""
    direction: Tense
    """What the words themselves say: "pasado" -1, "próximo" 1."""
    _resolve: Callable[[date | None, Tense], When | None]

    def resolve(self, published: date | None, tense: Tense = 0) -> When | None:
        """The interval meant, or None where it cannot be known. Never raises."""
        try:
            return self._resolve(published, self.direction or tense)
        except (ValueError, OverflowError):
            return None  # 31 February, year 0


def day(value: date) -> When:
    return When(value, value, "day")


def month(year: int, number: int, last_year: int | None = None, last: int | None = None) -> When:
    last_year, last = last_year or year, last or number
    return When(date(year, number, 1), date(last_year, last, monthrange(last_year, last)[1]), "month")


def year(number: int) -> When:
    return When(date(number, 1, 1), date(number, 12, 31), "year")


def parse_iso(value: str | None, value_end: str | None = None) -> When | None:
    """The interval of an annotation's `date` and `date_end`; None for null or nonsense."""
    if not value:
        return None
    try:
        first, last = _iso_interval(value), _iso_interval(value_end or value)
    except ValueError:
        return None
    return When(first.start, max(first.end, last.end), first.precision)


def _iso_interval(value: str) -> When:
    parts = [int(p) for p in value.split("-")]
    if len(parts) == 1:
        return year(parts[0])
    return month(*parts) if len(parts) == 2 else day(date(*parts))


# --- choosing a year, a month, a week --------------------------------------------------------------------------------


def _closest(options: list[When], published: date, tense: Tense) -> When | None:
    """The option on the right side of the publication day that lies nearest to it."""

    def distance(when: When) -> int:
        if when.start <= published <= when.end:
            return 0
        return min(abs((when.start - published).days), abs((when.end - published).days))

    fitting = [
        o for o in options if (tense < 0 and o.start <= published) or (tense > 0 and o.end >= published) or tense == 0
    ]
    return min(fitting or options, key=distance, default=None)


def _in_some_year(make: Callable[[int], When], tense_far: bool = False) -> Callable[[date | None, Tense], When | None]:
    def resolve(published: date | None, tense: Tense) -> When | None:
        if published is None:
            return None
        options = []
        for y in (published.year - 1, published.year, published.year + 1):
            try:
                options.append(make(y))
            except ValueError:
                continue
        if tense_far and tense < 0:
            options = [o for o in options if o.end < published] or options
        return _closest(options, published, tense)

    return resolve


def _weekday(number: int, week: int | None = None) -> Callable[[date | None, Tense], When | None]:
    """`week` -1: strictly before, 1: strictly after, None: by tense, today included."""

    def resolve(published: date | None, tense: Tense) -> When | None:
        if published is None:
            return None
        back = (published.weekday() - number) % 7
        ahead = (number - published.weekday()) % 7
        if week == -1:
            return day(published - timedelta(back or 7))
        if week == 1:
            return day(published + timedelta(ahead or 7))
        return day(published + timedelta(ahead)) if tense > 0 else day(published - timedelta(back))

    return resolve


def _day_number(number: int, weekday: int | None = None) -> Callable[[date | None, Tense], When | None]:
    """ "el miércoles 26": the day of that number nearest on the tense's side; on the other side where only there the weekday fits."""

    def resolve(published: date | None, tense: Tense) -> When | None:
        if published is None:
            return None
        options = []
        for shift in (-1, 0, 1):
            index = published.year * 12 + published.month - 1 + shift
            try:
                options.append(day(date(index // 12, index % 12 + 1, number)))
            except ValueError:
                continue
        chosen = _closest(options, published, tense)
        if chosen is not None and weekday is not None and chosen.start.weekday() != weekday:
            return _closest([o for o in options if o.start.weekday() == weekday], published, 0) or chosen
        return chosen

    return resolve


def _weekday_range(first: int, last: int, direction: Tense) -> Callable[[date | None, Tense], When | None]:
    """ "entre el miércoles y este jueves": both days of one run."""

    def resolve(published: date | None, tense: Tense) -> When | None:
        anchor = _weekday(first if tense > 0 else last, direction or None)(published, tense)
        if anchor is None:
            return None
        length = timedelta((last - first) % 7)
        return (
            When(anchor.start, anchor.start + length, "day")
            if tense > 0
            else When(anchor.start - length, anchor.start, "day")
        )

    return resolve


def _offset(days: int) -> Callable[[date | None, Tense], When | None]:
    return lambda published, tense: day(published + timedelta(days)) if published else None


def _week(shift: int) -> Callable[[date | None, Tense], When | None]:
    def resolve(published: date | None, tense: Tense) -> When | None:
        if published is None:
            return None
        monday = published - timedelta(published.weekday()) + timedelta(7 * shift)
        return When(monday, monday + timedelta(6), "day")

    return resolve


def _weekend(shift: int | None) -> Callable[[date | None, Tense], When | None]:
    def resolve(published: date | None, tense: Tense) -> When | None:
        if published is None:
            return None
        saturday = published - timedelta(published.weekday()) + timedelta(5)
        if shift is not None:
            saturday += timedelta(7 * shift)
        elif tense < 0 and saturday > published:
            saturday -= timedelta(7)
        return When(saturday, saturday + timedelta(1), "day")

    return resolve


def _month_shift(shift: int) -> Callable[[date | None, Tense], When | None]:
    def resolve(published: date | None, tense: Tense) -> When | None:
        if published is None:
            return None
        index = published.year * 12 + published.month - 1 + shift
        return month(index // 12, index % 12 + 1)

    return resolve


def _year_shift(shift: int) -> Callable[[date | None, Tense], When | None]:
    return lambda published, tense: year(published.year + shift) if published else None


def _fixed(when: When) -> Callable[[date | None, Tense], When | None]:
    return lambda published, tense: when


# --- the grammar -----------------------------------------------------------------------------------------------------

_M = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_ES_M = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|se[pt]tiembre|setiembre|octubre|noviembre|diciembre)\b"
_EN_M = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
_W = "(?:" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")\b\.?"
_D = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.?o)?"
_Y = r"(?:19[5-9]\d|20[0-6]\d)"
_PAST = r"(?:pasad[oa]s?|ultim[oa]s?|anterior)"
_NEXT = r"(?:proxim[oa]s?|entrante|venider[oa]s?|siguiente|que viene)"
_DE = r"(?: del? | del? ano |, ?| )"

_RULES: list[
    tuple[
        re.Pattern[str],
        Callable[[re.Match[str]], tuple[str, Tense, Callable[[date | None, Tense], When | None]] | None],
    ]
] = []


def _rule(pattern: str) -> Callable[..., Callable[..., object]]:
    def register(build: Callable[..., object]) -> Callable[..., object]:
        _RULES.append((re.compile(r"(?<![\w])(?:" + pattern + r")(?![\w])"), build))  # type: ignore[arg-type]
        return build

    return register


def _num(text: str) -> int:
    return int(re.match(r"\d+", text)[0])  # type: ignore[index]


def _mon(text: str) -> int:
    return MONTHS[text.strip().rstrip(".")]


def _dir(match: re.Match[str]) -> Tense:
    groups = match.groupdict()
    words = " ".join(v for k, v in groups.items() if v and k.startswith("dir"))
    if re.search(_PAST + r"|\blast\b|\bpast\b", words):
        return -1
    if re.search(_NEXT + r"|\bnext\b|\bcoming\b|\bupcoming\b", words):
        return 1
    return 0


def _days(match: re.Match[str], m1: int, d1: int, m2: int, d2: int, y: str | None):  # type: ignore[no-untyped-def]
    def make(number: int) -> When:
        first = date(number, m1, d1)
        last = date(number + (1 if (m2, d2) < (m1, d1) else 0), m2, d2)
        return When(first, last, "day")

    if y:
        return "absolute", 0, _fixed(make(int(y)))
    return "calendar", _dir(match), _in_some_year(make)


@_rule(
    rf"(?:(?P<dir0>{_PAST}|{_NEXT}) )?(?:del?|desde el|entre (?:el|los dias)|entre) (?:{_W},? )?(?P<d1>{_D}) (?:de )?(?P<m1>{_M})(?:{_DE}(?P<y1>{_Y}))? (?:al|y el|y|hasta el|a) (?:{_W},? )?(?P<d2>{_D}) (?:de )?(?P<m2>{_M})(?:{_DE}(?P<y>{_Y}))?(?: (?P<dir1>{_PAST}|{_NEXT}))?"
)
def _es_range_months(m: re.Match[str]):  # type: ignore[no-untyped-def]
    return _days(m, _mon(m["m1"]), _num(m["d1"]), _mon(m["m2"]), _num(m["d2"]), m["y"] or m["y1"])


@_rule(
    rf"(?:(?P<dir0>{_PAST}|{_NEXT}) )?(?:del?|desde el|entre (?:el|los dias)|entre|los dias|el|los|dias)? ?(?:{_W},? )?(?P<d1>{_D}) ?(?:al|y el|y|hasta el|a|-|e) ?(?:{_W},? )?(?P<d2>{_D}) (?:del? (?:mes de )?)?(?P<m>{_M})(?:{_DE}(?P<y>{_Y}))?(?: (?P<dir1>{_PAST}|{_NEXT}))?"
)
def _es_range_days(m: re.Match[str]):  # type: ignore[no-untyped-def]
    if _num(m["d2"]) < _num(m["d1"]):
        return None
    return _days(m, _mon(m["m"]), _num(m["d1"]), _mon(m["m"]), _num(m["d2"]), m["y"])


@_rule(
    rf"(?P<m1>{_M}) (?P<d1>{_D}) ?(?:-|to|through|until|and|hasta) ?(?:(?P<m2>{_M}) )?(?P<d2>{_D})(?:,? (?P<y>{_Y}))?"
)
def _en_range(m: re.Match[str]):  # type: ignore[no-untyped-def]
    m1 = _mon(m["m1"])
    m2 = _mon(m["m2"]) if m["m2"] else m1
    if m1 == m2 and _num(m["d2"]) < _num(m["d1"]):
        return None
    return _days(m, m1, _num(m["d1"]), m2, _num(m["d2"]), m["y"])


@_rule(rf"(?P<d1>{_D})(?: (?P<m1>{_EN_M}))? ?(?:-|to|and) ?(?P<d2>{_D}) (?P<m2>{_EN_M})(?:,? (?P<y>{_Y}))?")
def _en_range_day_first(m: re.Match[str]):  # type: ignore[no-untyped-def]
    m2 = _mon(m["m2"])
    m1 = _mon(m["m1"]) if m["m1"] else m2
    return _days(m, m1, _num(m["d1"]), m2, _num(m["d2"]), m["y"])


@_rule(
    rf"(?:(?P<dir0>{_PAST}|{_NEXT}) )?(?:{_W},? (?:dia )?)?(?P<d>{_D}|primero) (?:del? (?:mes de )?)?(?P<m>{_M})(?:(?:{_DE}|, )(?P<y>{_Y}))?(?: (?P<dir1>{_PAST}|{_NEXT}))?"
)
def _day_month(m: re.Match[str]):  # type: ignore[no-untyped-def]
    number = 1 if m["d"] == "primero" else _num(m["d"])
    return _days(m, _mon(m["m"]), number, _mon(m["m"]), number, m["y"])


@_rule(rf"(?:(?P<dir0>last|next|this past) )?(?:{_W},? )?(?P<m>{_M}) (?P<d>{_D})(?:,? (?P<y>{_Y}))?")
def _month_day(m: re.Match[str]):  # type: ignore[no-untyped-def]
    return _days(m, _mon(m["m"]), _num(m["d"]), _mon(m["m"]), _num(m["d"]), m["y"])


@_rule(rf"(?P<y>{_Y})[-/](?P<m>0?[1-9]|1[0-2])[-/](?P<d>[12]\d|3[01]|0?[1-9])")
def _iso(m: re.Match[str]):  # type: ignore[no-untyped-def]
    return "absolute", 0, _fixed(day(date(int(m["y"]), int(m["m"]), int(m["d"]))))


@_rule(rf"(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{_Y})")
def _numeric(m: re.Match[str]):  # type: ignore[no-untyped-def]
    """Day first, as Peru writes it, unless only the US order is possible or dots or the page's shape say so."""
    a, b, y = int(m["a"]), int(m["b"]), int(m["y"])
    d, mo = (a, b) if b <= 12 and not (m["sep"] == "." and a <= 12) else (b, a)
    return "absolute", 0, _fixed(day(date(y, mo, d)))


_PART = r"(?:(?P<part>inicios|comienzos|principios|mediados|fines|finales|early|mid|late|the beginning|the end)[ -](?:del? mes de |del? |of |in )?)"


@_rule(
    rf"(?:entre|between|from|de) (?P<m1>{_ES_M}|{_EN_M})(?: de (?P<y1>{_Y}))? (?:y|and|to|a) (?P<m2>{_ES_M}|{_EN_M})(?:(?: del? |,? )(?P<y>{_Y}))?(?: (?:del? )?(?P<dir1>{_PAST}|{_NEXT}|este ano|proximo ano))?"
)
def _months(m: re.Match[str]):  # type: ignore[no-untyped-def]
    m1, m2 = _mon(m["m1"]), _mon(m["m2"])

    def make(y: int) -> When:
        return month(y, m1, y + (1 if m2 < m1 else 0), m2)

    if m["y"] or m["y1"]:
        return "absolute", 0, _fixed(make(int(m["y1"] or m["y"])))
    return "calendar", _dir(m), _in_some_year(make)


@_rule(
    rf"(?:(?P<dir0>last|next|this past|this coming|{_PAST}|{_NEXT}) )?(?:(?:en|a|in|por|hacia|desde|since|de|during|durante) )?(?:el )?(?:mes de )?{_PART}?(?P<m>{_ES_M}|{_EN_M})(?:(?: del? (?:ano )?|,? )(?P<y>{_Y}))?(?:,? (?P<dir1>{_PAST}|{_NEXT}|of last year|of next year|of this year|del ano pasado|de este ano|del proximo ano|del ano entrante|del presente ano|del ano en curso))?"
)
def _month(m: re.Match[str]):  # type: ignore[no-untyped-def]
    number = _mon(m["m"])
    bare = m[0].strip() == m["m"].strip()
    if bare and m["m"] in ("march", "may"):
        return None  # verbs
    if m["y"]:
        return "absolute", 0, _fixed(month(int(m["y"]), number))
    tail = m["dir1"] or ""
    if "ano" in tail or "year" in tail:
        shift = -1 if re.search("pasado|last", tail) else 1 if re.search("proximo|entrante|next", tail) else 0
        return "calendar", 0, lambda p, t: month(p.year + shift, number) if p else None
    return "calendar", _dir(m), _in_some_year(lambda y: month(y, number), tense_far=_dir(m) < 0)


_QUARTERS = {
    "primer": 1,
    "first": 1,
    "segundo": 2,
    "second": 2,
    "tercer": 3,
    "third": 3,
    "cuarto": 4,
    "fourth": 4,
    "ultimo": 4,
    "last": 4,
}


@_rule(
    rf"(?P<q>primer|segundo|tercer|cuarto|ultimo|first|second|third|fourth|last) (?P<span>trimestre|semestre|quarter|half)(?:(?: del? (?:ano )?| of (?:the year )?|,? )(?P<y>{_Y})| (?P<rel>del proximo ano|del ano entrante|of next year|del ano pasado|of last year|de este ano|del ano|of this year|of the year))?"
)
def _quarter(m: re.Match[str]):  # type: ignore[no-untyped-def]
    size = 3 if m["span"] in ("trimestre", "quarter") else 6
    first = (_QUARTERS[m["q"]] - 1) * size + 1 if m["q"] not in ("ultimo", "last") else 13 - size
    if first > 12:
        return None

    def make(y: int) -> When:
        return month(y, first, y, first + size - 1)

    if m["y"]:
        return "absolute", 0, _fixed(make(int(m["y"])))
    rel = m["rel"] or ""
    if "proximo" in rel or "next" in rel or "entrante" in rel:
        return "relative", 1, lambda p, t: make(p.year + 1) if p else None
    if "pasado" in rel or "last" in rel:
        return "relative", -1, lambda p, t: make(p.year - 1) if p else None
    return "calendar", 0, _in_some_year(make)


@_rule(
    rf"(?:el |del |los |las )?(?P<dir0>{_PAST}|{_NEXT}|este|this|last|next|this past|this coming|on|el|la noche del|la tarde del|la manana del|the|pasado|desde el|hasta el) (?P<w>{_W})(?:,? (?:dia )?(?P<d>{_D}))?(?: (?P<dir1>{_PAST}|{_NEXT}|de la proxima semana|de la semana pasada|de esta semana|de la semana entrante|of next week|of last week|last week|next week))?"
)
def _weekday_words(m: re.Match[str]):  # type: ignore[no-untyped-def]
    return _weekday_of(m)


@_rule(
    rf"(?:entre el|del?|desde el|between|from) (?:(?:pasado|este|proximo|this|last|next) )?(?P<w>{_W})(?: pasado)?"
    rf" (?:y|al?|hasta|and|to|through|until)(?: el| este| this)? (?P<w2>{_W})(?! \d)"
)
def _weekday_span(m: re.Match[str]):  # type: ignore[no-untyped-def]
    direction: Tense = -1 if re.search("pasado|last", m[0]) else 1 if re.search("proximo|next", m[0]) else 0
    return "weekday", direction, _weekday_range(WEEKDAYS[m["w"].rstrip(".")], WEEKDAYS[m["w2"].rstrip(".")], direction)


@_rule(
    r"(?:(?:al|el) dia (?P<after>siguiente)|(?P<next>the (?:next|following) day|a day later|un dia despues|al dia siguiente)|un dia antes|the day before|a day earlier)"
)
def _beside(m: re.Match[str]):  # type: ignore[no-untyped-def]
    return _ANCHORED, 0, _offset(1 if m["after"] or m["next"] else -1)


@_rule(rf"(?:(?:ayer|hoy|manana|yesterday|today|tomorrow),? )(?P<w>{_W})(?:,? (?P<d>{_D}))?")
def _weekday_named(m: re.Match[str]):  # type: ignore[no-untyped-def]
    word = re.split(r"[ ,]", m[0])[0]
    shift = {"ayer": -1, "yesterday": -1, "hoy": 0, "today": 0, "manana": 1, "tomorrow": 1}[word]
    if m["d"]:
        return "weekday", 0, _day_number(_num(m["d"]), WEEKDAYS[m["w"].rstrip(".")])
    return "relative", -1 if shift < 0 else 1 if shift > 0 else 0, _offset(shift)


@_rule(
    rf"(?P<w>{_W})(?:,? (?P<d>{_D}))?(?: (?P<dir1>{_PAST}|{_NEXT}))?(?: por la| en la|,| \(| night| morning| afternoon| evening|(?= ))"
)
def _weekday_bare(m: re.Match[str]):  # type: ignore[no-untyped-def]
    if len(m["w"].rstrip(".")) < 6 and not m["d"]:
        return None  # "mar", "sat": words
    return _weekday_of(m)


def _weekday_of(m: re.Match[str]):  # type: ignore[no-untyped-def]
    number = WEEKDAYS[m["w"].rstrip(".")]
    groups = m.groupdict()
    direction = _dir(m)
    if m["d"]:
        return "weekday", direction, _day_number(_num(m["d"]), number)
    tail = groups.get("dir1") or ""
    if "semana" in tail or "week" in tail:
        shift = 1 if re.search("proxima|entrante|next", tail) else -1 if re.search("pasada|last", tail) else 0

        def resolve(published: date | None, tense: Tense) -> When | None:
            return (
                day(published - timedelta(published.weekday()) + timedelta(7 * shift + number)) if published else None
            )

        return "relative", shift, resolve
    return "weekday", direction, _weekday(number, direction or None)


@_rule(
    r"(?:el )?(?:dia |el dia )(?P<d>[12]\d|3[01]|0?[1-9])|(?:el pasado|el proximo|este) (?P<d2>[12]\d|3[01]|0?[1-9])(?! (?:de|por|millones|mil|dias|anos|%|horas))|on the (?P<d3>\d{1,2})(?:st|nd|rd|th)"
)
def _bare_day(m: re.Match[str]):  # type: ignore[no-untyped-def]
    number = int(m["d"] or m["d2"] or m["d3"])
    direction: Tense = -1 if "pasado" in m[0] else 1 if "proximo" in m[0] else 0
    return "weekday", direction, _day_number(number)


_SIMPLE: list[tuple[str, Tense, Callable[[date | None, Tense], When | None]]] = [
    (r"anteayer|antes de ayer|antier|the day before yesterday", -1, _offset(-2)),
    (r"pasado manana|the day after tomorrow", 1, _offset(2)),
    (r"ayer|anoche|yesterday|last night|(?:en )?la vispera", -1, _offset(-1)),
    (r"hoy(?: mismo)?|esta (?:manana|tarde|noche|madrugada)|today|tonight|this (?:morning|afternoon|evening)", 0, _offset(0)),
    (r"(?<!la )(?<!esta )(?<!por la )(?<!de la )manana(?! (?:a|por) la)(?: por la manana)?|tomorrow", 1, _offset(1)),
    (r"(?:la )?(?:proxima semana|semana (?:proxima|entrante|que viene|siguiente|venidera))|next week|the coming week", 1, _week(1)),
    (r"esta (?:misma )?semana|la presente semana|this week|earlier this week|later this week", 0, _week(0)),
    (r"la (?:semana (?:pasada|anterior|ultima)|ultima semana|pasada semana)|last week|the previous week", -1, _week(-1)),
    (r"(?:el |este )?(?:pasado|ultimo) fin de semana|(?:el )?fin de semana (?:pasado|ultimo)|(?:last|over the|the past) weekend", -1, _weekend(None)),
    (r"(?:el )?(?:proximo fin de semana|fin de semana (?:proximo|entrante))|next weekend", 1, _weekend(1)),
    (r"(?:este|el) fin de semana|this weekend", 0, _weekend(None)),
    (r"(?:el )?(?:mes pasado|pasado mes|mes anterior)|last month", -1, _month_shift(-1)),
    (r"(?:el )?(?:proximo mes|mes (?:proximo|entrante|que viene))|next month", 1, _month_shift(1)),
    (r"este (?:mismo )?mes|el presente mes|this month|earlier this month|later this month|(?:a )?(?:inicios|mediados|fines|finales) de(?:l| este)? mes|the end of the month", 0, _month_shift(0)),
    (r"(?:el )?(?:ano pasado|pasado ano|ano anterior)|last year(?:'s)?", -1, _year_shift(-1)),
    (r"(?:el )?(?:proximo ano|ano (?:proximo|entrante|que viene))|next year", 1, _year_shift(1)),
    (r"este (?:mismo )?ano|el presente ano|this year|earlier this year|later this year|(?:a )?(?:inicios|mediados|fines|finales) de(?:l| este)? ano", 0, _year_shift(0)),
]  # fmt: skip

for _pattern, _direction, _resolver in _SIMPLE:
    _rule(_pattern)(lambda m, d=_direction, r=_resolver: ("relative", d, r))

_UNITS = {"dia": 1, "dias": 1, "day": 1, "days": 1, "semana": 7, "semanas": 7, "week": 7, "weeks": 7}
_NUMBER = r"(?P<n>\d{1,2}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"


@_rule(
    rf"(?:hace (?:solo |apenas |ya |exactamente )?{_NUMBER} (?P<u>dias?|semanas?|mes(?:es)?|anos?))|(?:{_NUMBER.replace('?P<n>', '?P<n2>')} (?P<u2>days?|weeks?|months?|years?) ago)"
)
def _ago(m: re.Match[str]):  # type: ignore[no-untyped-def]
    word, unit = m["n"] or m["n2"], m["u"] or m["u2"]
    number = int(word) if word.isdigit() else NUMBERS[word]
    if unit in ("dia", "dias", "day", "days"):
        return "relative", -1, _offset(-number)
    if unit in _UNITS:
        return "relative", -1, _week(-number)
    if unit.startswith("m"):
        return "relative", -1, _month_shift(-number)
    return "relative", -1, _year_shift(-number)


@_rule(rf"(?:dentro de|en|in|within) {_NUMBER} (?P<u>dias|semanas|days|weeks)(?! (?:de|of))")
def _ahead(m: re.Match[str]):  # type: ignore[no-untyped-def]
    number = int(m["n"]) if m["n"].isdigit() else NUMBERS[m["n"]]
    if m["u"] in ("dias", "days"):
        return "relative", 1, lambda p, t: day(p + timedelta(number)) if p and t > 0 else None
    return "relative", 1, lambda p, t: _week(number)(p, t) if t > 0 else None


@_rule(
    rf"(?:(?:en|a|de|durante|del|para|hacia|desde|since|in|during|for|by|este|el ano|ano) (?:el (?:ano )?)?{_PART}?)(?P<y>{_Y})"
)
def _year(m: re.Match[str]):  # type: ignore[no-untyped-def]
    return "absolute", 0, _fixed(year(int(m["y"])))


_ANCHORED = "anchored"
"""A day told from the one named before: "al día siguiente"."""


def expressions(text: str) -> list[Expression]:
    """All date expressions of a folded text, in order, the longest where several begin or overlap."""
    found: list[Expression] = []
    for pattern, build in _RULES:
        for match in pattern.finditer(text):
            try:
                made = build(match)
            except (ValueError, OverflowError):
                continue
            if made is not None:
                kind, direction, resolve = made
                found.append(Expression(match.start(), match.end(), kind, direction, resolve))
    found.sort(key=lambda e: (-(e.end - e.start), e.start))
    taken: list[Expression] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    return _anchor(_borrow_years(text, sorted(taken, key=lambda e: e.start)))


def _anchor(found: list[Expression]) -> list[Expression]:
    """ "Al día siguiente" counts from the day named last before it, within some four sentences; without one it means nothing."""
    out: list[Expression] = []
    for one in found:
        if one.kind != _ANCHORED:
            out.append(one)
        elif out and one.start - out[-1].end < 600:
            out.append(Expression(one.start, one.end, "relative", 0, _shifted(out[-1], one)))
    return out


def _shifted(base: Expression, by: Expression) -> Callable[[date | None, Tense], When | None]:
    def resolve(published: date | None, tense: Tense) -> When | None:
        when = base.resolve(published, tense)
        return by.resolve(when.start, tense) if when is not None and when.precision == "day" else None

    return resolve


def _borrow_years(text: str, found: list[Expression]) -> list[Expression]:
    """ "Ese 3 de noviembre" means the year with which the same day was named before."""
    known: dict[str, When] = {}
    out: list[Expression] = []
    for one in found:
        if one.kind not in ("absolute", "calendar"):
            out.append(one)
            continue
        for key in _day_keys(text[one.start : one.end]):
            if one.kind == "absolute" and (when := one.resolve(None)):
                known[key] = when
            elif key in known:
                one = Expression(one.start, one.end, "absolute", one.direction, _fixed(known[key]))
        out.append(one)
    return out


_DAY_MONTH = re.compile(rf"(?P<d>{_D})(?: de)? (?P<m>{_M})|(?P<m2>{_M}) (?P<d2>{_D})")


def _day_keys(words: str) -> Iterator[str]:
    found = list(_DAY_MONTH.finditer(words))
    if len(found) == 1:
        m = found[0]
        yield f"{_num(m['d'] or m['d2'])}/{_mon(m['m'] or m['m2'])}"
