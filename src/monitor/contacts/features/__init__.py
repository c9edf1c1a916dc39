"""What can be seen of a unit and of those in it: named features, each a word a person can read.

Features are names with a weight of 1 unless said; models add up the weights of the names (`decide`). Lexical features
(`w:`) are folded words cut to six letters, so that inflected forms meet. `wording` reads what a unit says, `presence`
who is there and how they stand in it.
"""

from monitor.contacts.features.context import Context, Features, bucket, context, flags
from monitor.contacts.features.presence import nearest, slot_features, statement_features
from monitor.contacts.features.wording import unit_features

__all__ = [
    "Context",
    "Features",
    "bucket",
    "context",
    "flags",
    "nearest",
    "slot_features",
    "statement_features",
    "unit_features",
]
