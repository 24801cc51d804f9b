"""Contracts fail as readably as tests do."""

import pytest

pytest.register_assert_rewrite("tests.engines.search_contract")
