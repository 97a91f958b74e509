"""The sales channel of an order, with its configuration, which holds secrets in the vendor's sample."""

from __future__ import annotations

from oms_mock.schemas.fields import Boolean, DateTime, Integer, Nested, Object, OmsSchema, String
from oms_mock.schemas.known_values import CHANNEL_TYPES
from oms_mock.schemas.provenance import DOCUMENTED


class ChannelConfigurationSchema(OmsSchema):
    """Free-form settings of a channel. The keys are those of the channel in the vendor's sample; all are optional."""

    server = String(DOCUMENTED, required=False, nullable=True)
    password = String(DOCUMENTED, required=False, nullable=True, sensitive="secret")
    username = String(DOCUMENTED, required=False, nullable=True)
    sales_url = String(DOCUMENTED, required=False, nullable=True)
    auth_token = String(DOCUMENTED, required=False, nullable=True, sensitive="secret")
    feature_flags = Object(DOCUMENTED, required=False, nullable=True)
    cancel_mail_subject = String(DOCUMENTED, required=False, nullable=True)
    cancel_mail_template_url = String(DOCUMENTED, required=False, nullable=True)
    localized_cancel_mail_subject = Object(DOCUMENTED, required=False, nullable=True)
    direct_cancel_mail_template_url = String(DOCUMENTED, required=False, nullable=True)


class ChannelSchema(OmsSchema):
    """A sales channel."""

    id = Integer(DOCUMENTED)
    channel_type = String(DOCUMENTED, known=CHANNEL_TYPES)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    omnitron_id = Integer(DOCUMENTED)
    name = String(DOCUMENTED)
    configuration = Nested(ChannelConfigurationSchema, DOCUMENTED)
    is_active = Boolean(DOCUMENTED)
