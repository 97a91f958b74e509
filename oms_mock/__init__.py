"""oms-mock: a fake of the Akinon OMS order API, and a contract for real ones."""

__version__ = "0.1.0"
