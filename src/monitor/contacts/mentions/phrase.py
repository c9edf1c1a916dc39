"""An office with all that qualifies it, and what that makes of it: role, side and body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from monitor.contacts.lexicon import Entry
from monitor.data import load_yaml

STAFF = Entry("office", "staff", role="other", by="staff")
"""Someone of a body, no office said: "del Servicio Geológico"."""
HEAD = Entry("office", "head", by="head")
"""Someone who leads a body, no office said: "quien dirige la oficina"."""
RANK = Entry("office", "rank", role="other")
SECRETARY = Entry("office", "secretary-of", role="other")
"""A secretary of something that is no field of government: of a court, a club, a party."""
REPRESENTATIVE = Entry("office", "representative-us", "us", "legislator")
LEGISLATOR = Entry("office", "legislator", role="legislator")
BOTH = "both"
"""Id of the words for one of each side, "ambos", which are kept among the offices."""
_DIPLOMATS = frozenset(("ambassador", "ambassadors", "charge", "consul"))
"""Offices (offices.yaml) accredited to a country."""
_FORCES = frozenset(("army", "navy"))
"""Fields (domains.yaml) whose commander is a military one."""
_WITH_PRESIDENT = frozenset(("agency", "congress", "justice"))
"""Kinds of bodies whose own head is called president; "presidente del gobierno" stays the head of state."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """An office while it is put together; each qualifier found gives a new phrase."""

    office: Entry | None = None
    side: str | None = None
    side_said: bool = False
    """The words tell the side; else it is what the office alone suggests."""
    where: str | None = None
    domains: tuple[Entry, ...] = ()
    body: Entry | None = None
    below: bool = False
    """Some office below the body's head: "director de Operaciones del FBI"."""
    former: bool = False

    def of_side(self, side: str | None) -> Phrase:
        """Whose office it is, now said."""
        return replace(self, side=side, side_said=True)

    def or_side(self, side: str | None) -> Phrase:
        """Whose office it is, unless said before."""
        return self if self.side_said else self.of_side(side)

    def or_body(self, body: Entry) -> Phrase:
        """The body it belongs to and that body's side, each unless said before."""
        return replace(self, body=self.body or body).or_side(body.side)

    def accredited(self, country: str | None) -> Phrase:
        """Where it is exercised, unless said before."""
        return replace(self, where=self.where or country)

    def with_domain(self, domain: Entry) -> Phrase:
        return replace(self, domains=(*self.domains, domain))

    @property
    def by(self) -> str:
        """What the domain or body behind makes of the office (offices.yaml)."""
        return self.office.by if self.office else ""

    @property
    def word(self) -> str:
        return self.office.id if self.office else ""

    @property
    def plural(self) -> bool:
        return self.office is not None and self.office.plural

    @property
    def role(self) -> str | None:
        """The role that office, domain and body make together."""
        if self.office is None:
            return None
        match self.office.by:
            case "cabinet":
                return self._cabinet()
            case "staff":
                return "other"
            case "head":
                return self._head(self.office)
            case "vice":
                above = self._cabinet() if self.domains or self.body else "secretary_of_state"
                return "deputy_secretary_of_state" if above == "secretary_of_state" else "vice_minister"
        if self.office.role == "military_commander" and self.body is not None and self.body.kind == "police":
            return "agency_head"
        return self.office.role

    def _cabinet(self) -> str | None:
        if self.domains:
            return self.domains[0].role
        if self.body is not None:
            return self.body.role
        return "minister"

    def _head(self, office: Entry) -> str | None:
        if self.below:
            return "other"
        if self.domains and self.domains[0].id in _FORCES:
            return "military_commander"
        if self.body is None:
            return office.role
        if self.body.kind == "third":
            return "other"
        if office.role in ("president", "vice_president") and self.body.kind not in _WITH_PRESIDENT:
            return office.role
        if office.id == "commander":
            return "military_commander" if self.body.kind == "military" else "other"
        return self.body.role or "agency_head"

    @property
    def diplomatic(self) -> bool:
        """Someone accredited to a country."""
        return self.word in _DIPLOMATS

    @property
    def told_side(self) -> str | None:
        """The side; of an envoy to the United States whose country is not said, Peru's: that is what these texts speak of."""
        return self.side or ("peru" if self.diplomatic and self.where == "us" else None)

    def org(self, side: str | None) -> str | None:
        """The body, as an office of `side`: the one said, or the one the role usually belongs to."""
        if self.domains:
            return body_of_field(self.domains[0], side)
        if self.body is not None:
            return self.body.org
        if self.where == "other":
            return None  # an embassy in a third country
        return _seats().get((side, self.word)) or _seats().get((side, self.role))


def body_of_field(domain: Entry, side: str | None) -> str | None:
    """The body of a side in charge of a field of government; Peru's where the side is not told."""
    return {"us": domain.us, "other": None}.get(side or "peru", domain.peru)


@cache
def _seats() -> Mapping[tuple[str | None, str | None], str]:
    return dict(_rows())


def _rows() -> Iterator[tuple[tuple[str, str], str]]:
    for row in load_yaml("lexicon/seats.yaml"):
        for office in (*row.get("roles", ()), *row.get("offices", ())):
            yield (row["side"], office), row["org"]
