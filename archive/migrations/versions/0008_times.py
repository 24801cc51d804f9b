"""Tell offsets from UTC that the archive assumes from those that a file states.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset") as batch_op:
        batch_op.add_column(
            sa.Column("captured_offset_assumed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("asset") as batch_op:
        batch_op.alter_column("captured_offset_assumed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("asset") as batch_op:
        batch_op.drop_column("captured_offset_assumed")
