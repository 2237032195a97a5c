"""Alembic's entry: runs the steps in the transaction that `store/engine.py` hands over."""

from alembic import context

from rejoinder.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
