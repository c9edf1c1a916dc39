"""Who is the same: surnames, bare offices, references and groups are tied to whoever they stand for.

Full names and surnames were tied by `mentions`. Here a bare office ("el canciller") finds the named holder in the
text, or the holder by term on the day of the page (`offices`); "el diplomático", "su homólogo" and "el visitante" find
the last fitting person (`references`); a group without a side finds the last group with one (`tying`). Where the words
do not say which country somebody serves, the text around tells (`sides`).
"""

from monitor.contacts.entities.entity import GOVERNMENTS, HIGH, Cast, Entity
from monitor.contacts.entities.tying import cast

__all__ = ["GOVERNMENTS", "HIGH", "Cast", "Entity", "cast"]
