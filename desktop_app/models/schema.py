"""All tables in the order in which they can be made, and the schema's version."""

from __future__ import annotations

from desktop_app.models import (
    buyers,
    cases,
    claims,
    desk,
    orders,
    photos,
    products,
    search,
    shops,
    weighing,
)
from desktop_app.models.base import Record, database

VERSION = 2

TABLES: tuple[type[Record], ...] = (
    shops.Shop,
    shops.Setting,
    shops.SavedView,
    shops.ImportProfile,
    shops.ImportedFile,
    shops.DoneAct,
    shops.SerialNumber,
    shops.BinItem,
    buyers.Buyer,
    buyers.Revisit,
    products.Product,
    products.Packaging,
    products.Batch,
    products.LearnedWeight,
    orders.SalesOrder,
    orders.OrderLine,
    orders.Shipment,
    orders.ShipmentEvent,
    cases.CaseRules,
    cases.AfterSalesCase,
    cases.CaseLine,
    cases.CaseEvent,
    cases.CaseStep,
    cases.CaseCost,
    cases.CaseTag,
    cases.Offer,
    weighing.WeightCheck,
    weighing.WrongShipment,
    weighing.WrongLine,
    weighing.StockLine,
    weighing.ParcelRecord,
    claims.Courier,
    claims.CourierContract,
    claims.Claim,
    claims.ClaimLine,
    claims.ClaimEvent,
    claims.SettlementFile,
    claims.SettlementRow,
    claims.ClaimPayment,
    claims.MonthClose,
    photos.Photo,
    photos.PhotoLink,
    photos.InboxFile,
    desk.Handover,
    desk.HandoverItem,
    desk.ReplyTemplate,
    desk.FollowUp,
    desk.DelayPeriod,
    desk.Feedback,
    desk.FeedbackCase,
    desk.FeedbackPhoto,
)


def create_all() -> None:
    """Makes every table of today in the connected, empty database."""
    database.create_tables(TABLES)
    for statement in search.STATEMENTS:
        database.execute_sql(statement)
