"""Run by Alembic: apply migrations over the connection that ``engines.database`` hands in."""

from typing import Any, Literal

from alembic import context

from archive.model import Base
from archive.model.base import Moment


def _render(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Migrations are written in the database's own types: a later change of ours must not change them."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_render,
    render_as_batch=True,  # SQLite cannot alter columns in place
)
with context.begin_transaction():
    context.run_migrations()
