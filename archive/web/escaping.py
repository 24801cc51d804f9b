"""How templates write values into a page: escaped, and no more than that.

``markupsafe.escape`` makes an object of each piece, so that what is escaped stays so wherever it goes. What a template
puts out goes nowhere but into the page, which has a thousand pieces.
"""

from __future__ import annotations

import re
from typing import Any, cast

from flask import Flask
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]").search


def written(value: Any) -> str:
    """A value as a page can hold it: as ``markupsafe.escape`` has it, for the kinds that pages are made of."""
    kind = type(value)
    if kind is str:
        return escape(value) if _SPECIAL(value) else cast(str, value)
    if kind is int:
        return str(value)
    return cast(Markup, value) if kind is Markup else escape(value)


class _Generator(CodeGenerator):
    """Compiles templates to call ``written`` where they would call ``escape``."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


def install(app: Flask) -> None:
    """Before any template is compiled."""
    app.jinja_env.code_generator_class = _Generator
    app.jinja_env.written = written  # type: ignore[attr-defined]  # ours
