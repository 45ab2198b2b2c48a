"""Alerts: rules about any metric, when they fire, when that is told, and in which words."""

from domain.alert_rules import AlertCondition, AlertDelivery, AlertRule, Manners, QuietHours
from domain.alerts.alerts import Alert, AlertPriority, AlertStatus, Finding
from domain.alerts.conditions import Reading, judge

__all__ = [
    "Alert",
    "AlertCondition",
    "AlertDelivery",
    "AlertPriority",
    "AlertRule",
    "AlertStatus",
    "Finding",
    "Manners",
    "QuietHours",
    "Reading",
    "judge",
]
