"""Billing systems: which rows become MRR and lines, in units, per month, of which days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.presets import fit_files, preset
from tests.presets import samples

D = Decimal


def priced(found, *columns):
    """Rows of subscriptions, by id and start."""
    rows = found.tables["subscriptions"].sort("subscription_id", "started_on")
    return rows.select("subscription_id", "started_on", *columns).rows()


def lines(found, *columns):
    return found.tables["invoice_lines"].sort("line_id").select("line_id", *columns).rows()


def test_stripe_dashboard_tells_units_and_ends_what_has_ended(loaded):
    found = loaded("stripe_dashboard", samples.STRIPE_DASHBOARD)
    # By hand: 3 of 49.50 a month; 120,000 yen a year.
    assert priced(found, "mrr", "currency", "status", "ended_on", "account_id") == [
        ("sub_1", date(2026, 1, 5), D("148.5"), "USD", "active", None, "stripe:cus_1"),
        ("sub_2", date(2025, 2, 1), D(10000), "JPY", "canceled", date(2026, 2, 1), "stripe:cus_2"),
    ]
    assert lines(found, "amount", "kind", "status", "service_ends_on") == [
        ("in_1", D("148.5"), "recurring", "paid", date(2026, 2, 5)),
        ("in_2", D(500), "one_off", "open", None),
    ]
    assert not found.problems.height


def test_stripe_payments_are_one_off_and_failed_ones_none(loaded):
    found = loaded("stripe_dashboard", samples.PAYMENTS)
    assert lines(found, "amount", "kind", "status") == [
        ("ch_1", D("176.72"), "one_off", "paid"),
        ("ch_2", D(20), "one_off", "void"),
    ]


def test_quickbooks_reads_lines_of_items_and_no_subtotal_nor_deleted_invoice(loaded):
    found = loaded("quickbooks", samples.QUICKBOOKS)
    assert lines(found, "amount", "currency", "kind", "status", "issued_on", "account_id") == [
        ("1|0", D(1000), "USD", "one_off", "paid", date(2026, 1, 2), "quickbooks:10"),
        ("1|1", D(100), "USD", "one_off", "paid", date(2026, 1, 2), "quickbooks:10"),
        ("2|0", D(250), "EUR", "one_off", "open", date(2026, 1, 3), "quickbooks:11"),
    ]


def test_xero_bills_and_voided_or_deleted_invoices_are_no_revenue(loaded):
    found = loaded("xero", samples.XERO)
    assert lines(found, "invoice_id", "amount", "currency", "status", "issued_on") == [
        ("l1", "i1", D(900), "GBP", "open", date(2026, 1, 2)),
        ("l2", "i1", D(100), "GBP", "open", date(2026, 1, 2)),
        ("l3", "i2", D(300), "GBP", "paid", date(2026, 1, 3)),
    ]
    # A voided invoice that was read before is to be removed; a bill never was one.
    assert found.gone["invoice_lines"]["line_id"].to_list() == ["l5", "l6"]


def test_xero_export_is_filtered_the_same_way(loaded):
    found = loaded("xero", samples.XERO_EXPORT)
    rows = found.tables["invoice_lines"].select("invoice_id", "amount", "issued_on").rows()
    assert rows == [("INV-1", D(100), date(2026, 1, 25))]
    assert found.files[0].left_out == 2


def test_xero_lines_without_their_invoices_are_refused_and_not_taken_for_sales(write):
    name = "xero_invoice_line_item_data.csv"
    with pytest.raises(MappingError, match="invoice_lines needs type: 'type' of invoices"):
        fit_files(preset("xero"), write({name: samples.XERO[name]}))


def test_chargebee_export_is_units_and_dates(loaded):
    found = loaded("chargebee", samples.CHARGEBEE)
    assert priced(found, "mrr", "status", "ended_on", "term_ends_on") == [
        ("s1", date(2026, 1, 5), D(150), "active", None, date(2026, 7, 5)),
        ("s2", date(2025, 2, 5), D(20), "canceled", date(2026, 2, 5), date(2026, 2, 5)),
    ]


def test_chargebee_api_is_minor_units_of_each_currency_and_seconds(loaded):
    found = loaded("chargebee", samples.CHARGEBEE_API)
    # By hand: 1,250 cents; 9,000 yen, which have no cents; 12,345 thousandths of a dinar.
    assert priced(found, "mrr", "currency", "status", "ended_on") == [
        ("s1", date(2026, 1, 5), D("12.5"), "USD", "active", None),
        ("s2", date(2025, 2, 5), D(9000), "JPY", "canceled", date(2026, 2, 5)),
        ("s3", date(2025, 2, 5), D("12.345"), "KWD", "trialing", None),
    ]
    assert lines(found, "amount", "kind", "issued_on") == [
        ("7", D(150), "recurring", date(2026, 1, 5))
    ]


def test_chargebee_api_as_it_lists_subscriptions_with_their_customers(loaded):
    text = (
        '{"subscription": {"id": "s1", "customer_id": "k1", "status": "active", "mrr": 1250,'
        ' "started_at": 1767571200, "current_term_end": 1783209600, "currency_code": "USD"},'
        ' "customer": {"id": "k1", "email": "a@norvex.example", "company": "Norvex"}}\n'
    )
    found = loaded("chargebee", {"list.jsonl": text})
    assert priced(found, "mrr", "account_id") == [
        ("s1", date(2026, 1, 5), D("12.5"), "chargebee:k1")
    ]


def test_recurly_amounts_are_units_and_the_newest_state_counts(loaded):
    found = loaded("recurly", samples.RECURLY)
    # By hand: 300 a month with its add-ons; 1,200 a year.
    assert priced(found, "mrr", "plan", "status", "ended_on") == [
        ("u1", date(2026, 1, 5), D(300), "pro", "active", None),
        ("u2", date(2025, 2, 1), D(100), "max", "canceled", date(2026, 2, 1)),
    ]
    assert found.files[0].left_out == 2


def test_recurly_history_of_subscriptions_is_spans(loaded):
    found = loaded("recurly", samples.RECURLY_VERSIONS)
    assert priced(found, "mrr", "status", "ended_on") == [
        ("u1", date(2025, 1, 5), D(100), "active", date(2025, 7, 5)),
        ("u1", date(2025, 7, 5), D(200), "active", date(2026, 7, 5)),
    ]


def test_recurly_export_without_an_interval_is_taken_by_month_and_said(loaded, fitted):
    found = loaded("recurly", samples.RECURLY_EXPORT)
    assert priced(found, "mrr", "account_id") == [("u1", date(2026, 1, 5), D(198), "recurly:k1")]
    notes = fitted("recurly", samples.RECURLY_EXPORT).notes
    assert any("amounts are taken as those of a month" in note for note in notes)


def test_zuora_reads_recurring_charges_of_the_current_version(loaded):
    found = loaded("zuora", samples.ZUORA)
    assert priced(found, "mrr", "currency", "status", "ended_on", "term_ends_on") == [
        ("C-1", date(2025, 7, 1), D("49.5"), "USD", "active", date(2026, 7, 1), date(2027, 7, 1)),
        ("C-1", date(2026, 7, 1), D(99), "USD", "active", date(2027, 7, 1), date(2027, 7, 1)),
    ]
    keys = found.tables["account_keys"].select("system", "source_id", "account_id").rows()
    assert keys == [("zuora", "a1", "001000000000001")]
