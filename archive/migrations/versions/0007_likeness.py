"""Know what photos look like; let them be merged, stacked and withdrawn.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_because", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stack_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_asset_merged_into_id_asset"), "asset", ["merged_into_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_asset_stack_id_asset"), "asset", ["stack_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_asset_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_stack_id"), ["stack_id"], unique=False)
    with op.batch_alter_table("asset") as batch_op:
        batch_op.alter_column("withdrawn_because", server_default=None)
    op.create_table(
        "signature",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("square", sa.LargeBinary(), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_signature_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature") as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_compared"), ["compared"], unique=False)
    op.create_table(
        "resemblance",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["high_id"], ["asset.id"], name=op.f("fk_resemblance_high_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["low_id"], ["asset.id"], name=op.f("fk_resemblance_low_id_asset"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_resemblance")),
    )
    with op.batch_alter_table("resemblance") as batch_op:
        batch_op.create_index(batch_op.f("ix_resemblance_high_id"), ["high_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resemblance_state"), ["state"], unique=False)
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("kept_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_merge_account_id_account")),
        sa.ForeignKeyConstraint(["kept_id"], ["asset.id"], name=op.f("fk_merge_kept_id_asset")),
        sa.ForeignKeyConstraint(["merged_id"], ["asset.id"], name=op.f("fk_merge_merged_id_asset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge") as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_merged_id"), ["merged_id"], unique=False)


def downgrade() -> None:
    for table in ("merge", "resemblance", "signature"):
        op.drop_table(table)
    with op.batch_alter_table("asset") as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_stack_id"))
        batch_op.drop_index(batch_op.f("ix_asset_merged_into_id"))
        batch_op.drop_constraint(batch_op.f("fk_asset_stack_id_asset"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_asset_merged_into_id_asset"), type_="foreignkey")
        for column in ("stack_id", "merged_into_id", "withdrawn_because", "withdrawn_at"):
            batch_op.drop_column(column)
