"""From units that state a contact to contacts: who belongs together, how, whether, when and where.

    scored units ─ sightings ─ clusters ─ participants ─► contacts

A *sighting* is what one unit says of one contact (`sightings`). Sightings that speak of one contact are joined in a
cluster (`clustering`, by what `likeness` sees in two of them); its best one gives the evidence, all of them the
`participants`. `contacts` has the last word on a cluster and writes its contact out.
"""

from monitor.contacts.assemble.clustering import Cluster, clusters
from monitor.contacts.assemble.contacts import cluster_features, contact, subsumed
from monitor.contacts.assemble.likeness import compatible, same_features
from monitor.contacts.assemble.participants import member_options
from monitor.contacts.assemble.sightings import (
    Scored,
    Sighting,
    attribute_features,
    day_features,
    participation_features,
    rate,
    sight,
)

__all__ = [
    "Cluster",
    "Scored",
    "Sighting",
    "attribute_features",
    "cluster_features",
    "clusters",
    "compatible",
    "contact",
    "day_features",
    "member_options",
    "participation_features",
    "rate",
    "same_features",
    "sight",
    "subsumed",
]
