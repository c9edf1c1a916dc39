"""Copies are found however they were edited; other stories, other days' forms and an outlet's frame are none."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.copies import (
    BANDS,
    LONGEST,
    RUNS_HELD,
    SCHEME,
    Frames,
    Index,
    Text,
    asked_keys,
    candidates,
    compare,
    held_keys,
    is_template,
    sign,
)
from monitor.model import Article, Assessment, Relevance
from monitor.store import articles as store
from monitor.store import copies as held
from monitor.store.db import open_database, writing
from monitor.store.versions import difference, versions_of

DEV = Path(__file__).parent / "gold/dev.jsonl"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HELD = BANDS + LONGEST + RUNS_HELD
FILLER = """gobierno reunion sector medidas nuevo equipo proceso region pais trabajo junto encuentro segun tambien ayer
    durante plan apoyo jornada sede""".split()


def article(identity: str, text: str, outlet: str = "A", title: str = "", published: date | None = None) -> Article:
    return Article(identity, f"https://{identity}.pe/", outlet, title, text, published)


@cache
def dev() -> tuple[Article, ...]:
    """The labelled articles of more than 120 words that copy no other, oldest first."""
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    copied = {r["dup_of"] for r in rows}
    found = [
        article(r["id"], r["text"], r["outlet"], r["title"], date.fromisoformat(r["published"] or "2026-01-01"))
        for r in rows
        if not r["dup_of"] and r["id"] not in copied and len(r["text"].split()) > 120
    ]
    return tuple(sorted(found, key=lambda a: (a.published or date.max, a.id)))


# --- variants: what others make of a text --------------------------------------------------------------------------------


def edited(share: float) -> Callable[[Article, random.Random], str]:
    """A share of the words replaced, dropped or doubled by another."""

    def edit(original: Article, chance: random.Random) -> str:
        out = []
        for word in original.text.split(" "):
            if chance.random() >= share:
                out.append(word)
            elif (kind := chance.randrange(3)) != 1:
                out += [chance.choice(FILLER)] if kind == 0 else [word, chance.choice(FILLER)]
        return " ".join(out)

    return edit


def cut(share: float) -> Callable[[Article, random.Random], str]:
    def cut_(original: Article, chance: random.Random) -> str:
        parts = _sentences(original.text)
        return " ".join(parts[: max(4, round(len(parts) * share))])

    return cut_


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def framed(original: Article, chance: random.Random) -> str:
    before = (
        "Portada Política Economía Lima Mundo Deportes\nSuscríbete al boletín y recibe cada mañana las noticias del día"
    )
    after = "Síguenos en nuestras redes sociales y en el canal de WhatsApp del diario\nTodos los derechos reservados, prohibida la reproducción"
    return f"{before}\n{original.text}\n{after}"


def agency(original: Article, chance: random.Random) -> str:
    """A new title and lead over the agency's text."""
    lead = (
        "En una noticia que se conoció en las últimas horas, y de la que dieron cuenta varias agencias, hay novedades."
    )
    return f"{lead}\n" + " ".join(_sentences(original.text)[1:])


def updated(original: Article, chance: random.Random) -> str:
    return f"{original.text}\nActualización: la entidad añadió más tarde que informará de los avances en los próximos días."


def corrected(original: Article, chance: random.Random) -> str:
    """Accents lost, and letters exchanged in one word of thirty."""
    plain = original.text.translate(str.maketrans("áéíóúñÁÉÍÓÚ", "aeiounAEIOU"))
    return " ".join(w[::-1] if chance.random() < 1 / 30 else w for w in plain.split(" "))


def requoted(original: Article, chance: random.Random) -> str:
    """Quotations translated back: in other words, between the same marks."""

    def other(match: re.Match[str]) -> str:
        return f"{match[1]}{' '.join(chance.choice(FILLER) for _ in match[2].split())}{match[3]}"

    return re.sub(r"([“\"«])([^“”\"«»]{10,300})([”\"»])", other, original.text)


def excerpted(original: Article, chance: random.Random) -> str:
    """The half in the middle, a word in nine changed: no sentence is whole."""
    said = original.text.split()
    half = said[len(said) // 4 : -(len(said) // 4)]
    return " ".join(chance.choice(FILLER) if n % 9 == 4 else word for n, word in enumerate(half))


VARIANTS: dict[str, Callable[[Article, random.Random], str]] = {
    "5 % edited": edited(0.05),
    "12 % edited": edited(0.12),
    "cut to 70 %": cut(0.7),
    "cut to 40 %": cut(0.4),
    "frame before and after": framed,
    "agency copy with another title and lead": agency,
    "updated by its outlet": updated,
    "misspelt, then corrected": corrected,
    "quotations translated again": requoted,
    "edited excerpt": excerpted,
}


def chance_of(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same variants every time; nothing secret


def variants(chance: random.Random) -> Iterator[tuple[str, Article, Article]]:
    """(kind, original, variant)."""
    for original in dev():
        for number, (kind, make) in enumerate(VARIANTS.items()):
            own = kind.startswith("updated")
            outlet = original.outlet if own else f"{original.outlet} {number}"
            title = original.title if own else " ".join(reversed(original.title.split()))
            day = original.published + timedelta(days=number % 2) if original.published else None
            yield (
                kind,
                original,
                article(f"{original.id}-{number}", make(original, chance), outlet, title, day),
            )


@cache
def found() -> dict[str, tuple[int, int, int]]:
    """By kind: how many variants there were, how many were taken for copies of their original, how many for others'."""
    index = Index()
    for original in dev():
        index.place(original, sign(original.text))
    counts = dict.fromkeys(VARIANTS, (0, 0, 0))
    for kind, original, variant in variants(chance_of(2026)):
        copy = index.place(variant, sign(variant.text))
        all_, right, wrong = counts[kind]
        counts[kind] = (
            all_ + 1,
            right + bool(copy and copy.of == original.id),
            wrong + bool(copy and copy.of != original.id),
        )
    return counts


@pytest.mark.parametrize("kind", VARIANTS)
def test_variants_of_a_text_are_found_to_be_its_copies(kind: str) -> None:
    all_, right, _ = found()[kind]
    assert all_ > 80
    assert right / all_ >= (0.93 if kind == "cut to 40 %" else 0.97)


def test_no_variant_is_taken_for_a_copy_of_another_text() -> None:
    counts = found().values()
    assert sum(right for _, right, _ in counts) / sum(all_ for all_, _, _ in counts) >= 0.97
    assert sum(wrong for _, _, wrong in counts) <= 0.01 * sum(right for _, right, _ in counts)


def test_reports_of_one_event_in_other_words_are_no_copies() -> None:
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    index = Index()
    groups = {r["id"]: r["dup_of"] or r["id"] for r in rows}
    for row in sorted(rows, key=lambda r: (r["published"] or "9", r["id"])):
        day = date.fromisoformat(row["published"]) if row["published"] else None
        copy = index.place(
            article(row["id"], row["text"], row["outlet"], row["title"], day),
            sign(row["text"]),
        )
        assert copy is None or groups[copy.of] == groups[row["id"]]


# --- forms filled in every day -------------------------------------------------------------------------------------------

FORMS = {
    "exchange rate": (
        "Precio del dólar hoy en Perú: a cuánto cotiza el tipo de cambio este {day} de marzo",
        """El tipo de cambio en el Perú se ubicó este {day} de marzo en S/ 3.{a} por dólar, según datos del Banco Central de Reserva del Perú.
        En el mercado paralelo o las principales casas de cambio, el tipo de cambio se cotiza a S/ 3.{b} la compra y S/ 3.{c} la venta de cada billete verde.
        En lo que va del año, la divisa estadounidense acumula una variación de {d} %, comparada con el último dato de 2025.
        Los agentes del mercado siguen atentos a las decisiones de la Reserva Federal de los Estados Unidos sobre la tasa de interés.
        El Banco Central puede intervenir en el mercado para reducir la volatilidad de la moneda en ambos sentidos, como lo ha hecho antes.""",
    ),
    "weather": (
        "Clima en Lima para el {day} de marzo: temperatura y pronóstico del Senamhi",
        """El Servicio Nacional de Meteorología e Hidrología del Perú informó que este {day} de marzo Lima Este tendrá una máxima de {a} °C y una mínima de {b} °C.
        En Lima Oeste la temperatura alcanzará {c} °C durante el mediodía, con cielo nublado parcial, brillo solar y viento débil al atardecer.
        La humedad relativa llegará a {d} % en los distritos cercanos al litoral, donde se esperan neblinas en las primeras horas del día.
        La entidad recomienda a la población usar protector solar, sombrero y lentes, e hidratarse durante toda la jornada para evitar los efectos del calor.""",
    ),
    "betting": (
        "Pronósticos de la Liga 1: cuánto pagan las casas de apuestas en la fecha {day}",
        """Las casas de apuestas dieron a conocer sus cuotas para la fecha {day} de la Liga 1, que se juega este fin de semana en los estadios del país.
        El triunfo del local paga {a}.{b} por cada sol apostado, mientras que la victoria de la visita ofrece {c}.{d} en la casa mejor valorada.
        El empate, que se dio en {d} de los últimos {a} partidos entre ambos, aparece en tercer lugar de las preferencias de los apostadores.
        Recuerde que las apuestas son solo para mayores de edad y que el juego en exceso puede causar adicción, según advierte el ministerio.""",
    ),
    "minute by minute": (
        "Minuto a minuto: el precio de los combustibles en los grifos de Lima, {day} de marzo",
        """Los precios de los combustibles varían cada día y puede conocerlos en el aplicativo del organismo supervisor de la inversión en energía.
        A las {a}:{b} el gasohol regular se vendía en S/ 1{c}.{d} por galón en los distritos de Lima Centro, con diferencias entre un grifo y otro.
        A las {b}:{c} el diésel costaba S/ 1{d}.{a} por galón en los distritos del Callao, donde se encuentra la mayor cantidad de estaciones de servicio.
        El organismo recomienda comparar los precios antes de llenar el tanque, ya que el ahorro puede ser considerable al final del mes.""",
    ),
}


def filled(form: str, day: int) -> Article:
    chance = chance_of(f"{form}{day}")
    values = {key: str(chance.randint(10, 99)) for key in "abcd"}
    title, text = (part.format(day=day, **values) for part in FORMS[form])
    return article(f"{form[:3]}-{day}", text, "Gestión", title, date(2026, 3, day))


@pytest.mark.parametrize("form", FORMS)
def test_a_form_filled_in_every_day_is_no_copy_of_yesterdays(form: str) -> None:
    index = Index()
    days = [filled(form, day) for day in range(1, 8)]
    assert not [copy for one in days if (copy := index.place(one, sign(one.text)))]
    assert any(len(set(asked_keys(sign(a.text))) & set(held_keys(sign(b.text)))) for a, b in pairwise(days))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_days_form_at_another_outlet_is_a_copy(form: str) -> None:
    index = Index()
    one = filled(form, 3)
    index.place(one, sign(one.text))
    other = article("other", one.text, "El Comercio", one.title, one.published)
    copy = index.place(other, sign(other.text))
    assert copy is not None
    assert copy.of == one.id


def test_forms_of_two_outlets_on_two_days_are_told_apart_by_their_many_numbers() -> None:
    one, other = filled("exchange rate", 3), filled("exchange rate", 4)
    other = article("other", other.text, "EFE", other.title, other.published)
    assert is_template(Text(one), Text(other))


# --- an outlet's frame and its background --------------------------------------------------------------------------------

FRAME = " ".join(
    f"Esta es la línea número {n} del pie de página que el diario repite debajo de todas sus notas."
    for n in "uno dos tres cuatro cinco seis siete ocho".split()
)


def test_an_outlets_frame_is_learnt_and_makes_no_copies() -> None:
    index = Index()
    base = [a for a in dev() if len(a.text.split()) < 330][:12]
    placed = []
    for number, original in enumerate(base):
        text = f"{' '.join(original.text.split()[:60])}.\n{FRAME}"
        same_title = "Noticias de hoy en el Perú y en el mundo"
        one = article(f"f{number}", text, "Diario", same_title, date(2026, 3, 2))
        placed.append(index.place(one, sign(text)))
    assert [copy for copy in placed[3:] if copy] == []


def test_a_sentence_is_a_frame_from_the_third_text_of_its_outlet_on() -> None:
    frames, signature = Frames(), sign(FRAME)
    for expected in (False, False, False, True):
        assert bool(frames.of("Diario", signature)) is expected
        frames.add("Diario", signature)
    assert not frames.of("Other", signature)


def test_counting_frames_forgets_sentences_met_once() -> None:
    frames = Frames(most=30)
    for original in dev()[:10]:
        frames.add("Diario", sign(original.text))
    frames.add("Diario", sign(FRAME))
    assert len(frames._seen) < 60


def test_background_repeated_by_one_outlet_under_another_title_is_no_copy() -> None:
    background = " ".join(_sentences(dev()[0].text))
    news = "El ministro anunció que viajará mañana a la región para inspeccionar las obras que se retrasaron por las lluvias. "
    one = article("one", f"{background} {news * 1}", "Diario", "Congreso aprueba nueva ley agraria", date(2026, 3, 2))
    two_text = news + " ".join(_sentences(dev()[1].text)[:6]) + " " + background
    two = article("two", two_text, "Diario", "Ministro inspecciona carretera dañada", date(2026, 3, 2))
    other = article("two", two_text, "Otro", "Ministro inspecciona carretera dañada", date(2026, 3, 2))
    assert compare(Text(two), Text(one)) is None
    assert compare(Text(other), Text(one)) is not None


def test_an_index_holds_the_last_texts_and_grows_no_further() -> None:
    index, first = Index(most=5), dev()[0]
    index.place(first, sign(first.text))
    copy = article("copy", first.text, "Otro", first.title, first.published)
    assert index.place(copy, sign(copy.text)) is not None
    sizes = []
    for other in dev()[1:40]:
        index.place(other, sign(other.text))
        sizes.append((len(index._held), len(index._keys)))
    assert sizes[-1][0] == 5
    assert sizes[-1][1] <= 5 * HELD
    again = article("again", first.text, "Tercero", first.title, first.published)
    assert index.place(again, sign(again.text)) is None


# --- keys ----------------------------------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(FILLER), min_size=0, max_size=80).map(" ".join)


@given(WORDS)
def test_equal_texts_have_equal_signatures_and_meet(text: str) -> None:
    one, other = sign(text), sign(text.upper())
    assert one == other
    assert one.scheme == SCHEME
    assert set(held_keys(one)) <= set(asked_keys(other))


@given(WORDS)
def test_keys_fit_their_bits_and_are_few(text: str) -> None:
    keys = held_keys(sign(text))
    assert all(0 <= key < 1 << 32 for key in keys)
    assert len(keys) <= HELD


def test_short_notes_are_not_compared() -> None:
    assert held_keys(sign("Lea también la nota de ayer sobre el tema")) == []


def test_the_articles_that_share_most_keys_are_compared_the_oldest_first() -> None:
    assert candidates([9, 4, 9, 7, 4, 9]) == [4, 7, 9]
    assert len(candidates(n for n in range(100) for _ in range(n))) == 20


# --- in the database -----------------------------------------------------------------------------------------------------


def assessed(one: Article) -> Assessment:
    return Assessment(one, Relevance(0, 0.0), (), sign(one.text))


def no_alert(*_: object) -> tuple[()]:
    return ()


def test_the_database_finds_the_same_copies_as_the_index_in_memory(tmp_path: Path) -> None:
    db, index = open_database(tmp_path / "m.db"), Index()
    pairs = [(original, variant) for _, original, variant in variants(chance_of(7))][::6]
    stream = [*dict.fromkeys(original for original, _ in pairs), *(variant for _, variant in pairs)]
    for one in stream:
        expected = index.place(one, sign(one.text))
        assert store.save(db, assessed(one), no_alert, NOW).copy == expected


def test_a_text_that_changed_is_found_by_its_new_text_alone(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    first, second = dev()[0], dev()[1]
    before = article("one", first.text, "A", first.title, first.published)
    after = article("one", second.text, "A", second.title, second.published)
    store.save(db, assessed(before), no_alert, NOW)
    store.save(db, assessed(after), no_alert, NOW)
    assert held.find(db, article("x", first.text, "B", published=first.published), sign(first.text)) is None
    copy = held.find(db, article("y", second.text, "B", published=second.published), sign(second.text))
    assert copy is not None
    assert copy.of == "one"


def test_every_earlier_text_is_kept_with_its_difference(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    texts = ["El canciller viajará hoy. Lo dijo ayer.", "El canciller viajará mañana. Lo dijo ayer.", "No viajará."]
    for text in texts:
        store.save(db, assessed(article("one", text, title="Viaje")), no_alert, NOW)
    kept = versions_of(db, "one")
    assert [v.text for v in kept] == texts[:2]
    assert difference(kept[0], "Viaje", texts[1]) == ["- El canciller viajará hoy.", "+ El canciller viajará mañana."]


def test_sentences_that_no_text_repeats_are_forgotten_in_time(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    with writing(db):
        held.count_sentences(db, "Diario", sign(dev()[0].text), NOW)
        for _ in range(3):
            held.count_sentences(db, "Diario", sign(FRAME), NOW)
        held.forget_sentences(db, NOW + held.FRAME_MEMORY + timedelta(days=1))
    assert held.frame_of(db, "Diario", sign(FRAME)) == set(sign(FRAME).sentences)
    assert db["frames"].count == len(sign(FRAME).sentences)
