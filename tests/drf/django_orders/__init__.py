"""Django, DRF 3.14 and django-cors-headers with the orders of a fake: what the fake is compared with."""
