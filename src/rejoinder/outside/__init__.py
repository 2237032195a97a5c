"""The only connections that this program opens by itself. Whoever wants one asks the workers, and they ask here."""
