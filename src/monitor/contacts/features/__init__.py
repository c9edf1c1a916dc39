"""What can be seen of a unit and of those in it: named features, each a word a person can read.

Features are names with a weight of 1 unless said; models add up the weights of the names (`decide`). Lexical features
(`w:`) are folded words cut to six letters, so that inflected forms meet. `wording` reads what a unit says, `presence`
who is there, `standing` how one named there stands in it, `part` who of them takes part.
"""

from monitor.contacts.features.context import Context, Features, bucket, context, flags
from monitor.contacts.features.part import slot_features
from monitor.contacts.features.presence import nearest, statement_features
from monitor.contacts.features.standing import SPEECH
from monitor.contacts.features.wording import stems, unit_features

__all__ = [
    "SPEECH",
    "Context",
    "Features",
    "bucket",
    "context",
    "flags",
    "nearest",
    "slot_features",
    "statement_features",
    "stems",
    "unit_features",
]
