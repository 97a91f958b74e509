"""Hypothesis strategies for JSON documents."""

from __future__ import annotations

from hypothesis import strategies as st

scalars = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["2.50", "2023-05-17T13:45:55Z"])
keys = st.sampled_from(["id", "pk", "order", "net_amount", "payment_type", "attributes", "results", "a_b"]) | st.text()
documents = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=12)
