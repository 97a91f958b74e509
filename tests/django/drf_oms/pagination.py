"""Pages with `page` and `limit`."""

from __future__ import annotations

from rest_framework.pagination import PageNumberPagination

from tests.django.drf_oms.deployment import options


class LimitedPages(PageNumberPagination):
    """The envelope of the vendor's page; a `limit` over 100 is capped."""

    page_size_query_param = "limit"
    max_page_size = 100

    @property
    def page_size(self) -> int:
        return options().page_size
