"""Faults: rules that say which requests are answered badly, and how. Pure: values in, values out."""
