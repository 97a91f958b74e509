"""oms-mock: a fake of the Akinon OMS order API, and a contract for real ones."""

from pkgutil import extend_path

# A checkout has three parts of the package at its top level. Where Python finds the checkout first, as pytest
# and `python -m` in it do, they are taken from what is installed.
__path__ = extend_path(__path__, __name__)

__version__ = "0.1.0"
