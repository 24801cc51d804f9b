"""Number the accessions, remember each file that was answered, and let a photo have several originals.

Revision: 0005, after 0004.
"""

import unicodedata
from collections import Counter
from pathlib import PurePosixPath

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 1000

accession = sa.table("accession", sa.column("id"), sa.column("number"), sa.column("created_at", sa.DateTime()))
item = sa.table(
    "accession_item",
    *(sa.column(name) for name in ("accession_id", "folder", "filename", "frame", "size", "sha256", "outcome")),
    sa.column("at", sa.DateTime()),
    sa.column("asset_id"),
    sa.column("code"),
    sa.column("reason", sa.JSON()),
    sa.column("notes", sa.JSON()),
)
asset = sa.table("asset", sa.column("id"), sa.column("accession_id"), sa.column("created_at", sa.DateTime()))
original = sa.table("original", *(sa.column(name) for name in ("asset_id", "sha256", "size", "filename")))


def upgrade() -> None:
    with op.batch_alter_table("accession") as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("origin", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("time_zone", sa.String(length=60), nullable=False, server_default="UTC"))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(), nullable=True))
    _number_accessions()
    with op.batch_alter_table("accession") as batch_op:
        for name in ("number", "origin", "time_zone", "note"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_unique_constraint(op.f("uq_accession_number"), ["number"])

    with op.batch_alter_table("original") as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=12), nullable=False, server_default="photo"))
        batch_op.add_column(sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("received", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.alter_column("asset_id", existing_type=sa.Integer(), nullable=True)
        batch_op.drop_constraint(op.f("uq_original_asset_id"), type_="unique")
    with op.batch_alter_table("original") as batch_op:
        for name in ("role", "shown", "received"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(batch_op.f("ix_original_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "accession_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("folder", sa.String(length=500), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("frame", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name=op.f("fk_accession_item_accession_id_accession")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_accession_item_asset_id_asset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accession_item")),
        sa.UniqueConstraint(
            "accession_id", "folder", "filename", "sha256", name=op.f("uq_accession_item_accession_id")
        ),
    )
    with op.batch_alter_table("accession_item") as batch_op:
        batch_op.create_index(batch_op.f("ix_accession_item_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accession_item_frame"), ["frame"], unique=False)
        batch_op.create_index("ix_accession_item_place", ["accession_id", "folder", "frame"], unique=False)
    op.create_table(
        "watched_file",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_watched_file")),
    )
    _remember_files()


def _number_accessions() -> None:
    """As if they had been numbered when they began."""
    connection = op.get_bind()
    counts: Counter[int] = Counter()
    for row in connection.execute(sa.select(accession.c.id, accession.c.created_at).order_by(accession.c.id)).all():
        year = row.created_at.year
        counts[year] += 1
        number = f"{year}-{counts[year]:04}"
        connection.execute(sa.update(accession).where(accession.c.id == row.id).values(number=number))


def _remember_files() -> None:
    """Each photo that there is was once a file that was answered."""
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(
        sa.select(
            asset.c.id, asset.c.accession_id, asset.c.created_at,
            original.c.sha256, original.c.size, original.c.filename,
        ).join(original, original.c.asset_id == asset.c.id)
        .where(asset.c.id > last).order_by(asset.c.id).limit(BATCH)
    ).all():  # fmt: skip
        values = [
            {
                "accession_id": row.accession_id, "folder": "", "filename": row.filename,
                "frame": _frame(row.filename), "size": row.size, "sha256": row.sha256, "outcome": "new",
                "at": row.created_at, "asset_id": row.id, "code": "", "reason": "", "notes": [],
            }
            for row in rows
        ]  # fmt: skip
        connection.execute(sa.insert(item), values)
        last = rows[-1].id


def _frame(filename: str) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(filename).stem).casefold()[:255]


def downgrade() -> None:
    op.drop_table("watched_file")
    op.drop_table("accession_item")
    with op.batch_alter_table("original") as batch_op:
        batch_op.drop_index(batch_op.f("ix_original_asset_id"))
        batch_op.drop_column("received")
        batch_op.drop_column("shown")
        batch_op.drop_column("role")
        batch_op.alter_column("asset_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_original_asset_id"), ["asset_id"])
    with op.batch_alter_table("accession") as batch_op:
        batch_op.drop_constraint(op.f("uq_accession_number"), type_="unique")
        for name in ("closed_at", "note", "time_zone", "origin", "number"):
            batch_op.drop_column(name)
