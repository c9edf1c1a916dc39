"""config.yaml → Config.

Every mistake is an error with one clear line that names the file, the line and the key; an unknown key names the
nearest valid one, and is named first, since a misspelt key often shows as a missing one as well. Secrets never stand in
the file: it names environment variables.
"""

from monitor.config.reading import ConfigError, find, load
from monitor.config.sections import Alerts, Channel, Config, Digest, Fetch, Run, Schedule, Serve, Source
from monitor.config.values import NEVER

__all__ = [
    "NEVER",
    "Alerts",
    "Channel",
    "Config",
    "ConfigError",
    "Digest",
    "Fetch",
    "Run",
    "Schedule",
    "Serve",
    "Source",
    "find",
    "load",
]
