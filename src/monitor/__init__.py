"""monitor: a scheduled watch on Peru–United States relations."""

__version__ = "0.1.0"
