"""What a running server counts for whoever watches it: figures, never persons, words, addresses or keys.

`counters` holds the figures of one process, `shared` adds those of several processes up. Who may read them, and how
they are written down, is the matter of `web/ops`. The counting itself is done by prometheus_client.
"""

from rejoinder.metrics.counters import Metrics

__all__ = ["Metrics"]
