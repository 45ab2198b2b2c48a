"""What people do on the platform: pages, forms, searches, time, and the use of dashboards, reports and mails."""

from domain.events.catalogue.declarations import (
    Address,
    Count,
    Declaration,
    Line,
    Milliseconds,
    PrivacyClass,
    Properties,
    Reference,
    Seconds,
    Word,
)


class PageView(Properties):
    """A page that was looked at."""

    path: Address | None = None
    title: Line | None = None
    referrer: Address | None = None
    load_ms: Milliseconds | None = None


class Navigation(Properties):
    """A way from one page to another."""

    from_path: Address | None = None
    to_path: Address | None = None
    trigger: Word | None = None


class ButtonClick(Properties):
    """A button that was pressed."""

    button: Line | None = None
    path: Address | None = None


class FormInteraction(Properties):
    """A form that somebody works in. What they type does not belong here."""

    form: Line | None = None
    field: Word | None = None
    action: Word | None = None
    path: Address | None = None


class FormSubmit(Properties):
    """A form that was sent."""

    form: Line | None = None
    is_valid: bool | None = None
    seconds: Seconds | None = None
    path: Address | None = None


class Search(Properties):
    """A search in the platform, not for jobs."""

    query: Line | None = None
    results: Count | None = None
    path: Address | None = None


class Filter(Properties):
    """A list that was narrowed, not one of jobs."""

    filter: Word | None = None
    value: Line | float | bool | None = None
    results: Count | None = None
    path: Address | None = None


class TimeSpent(Properties):
    """Visible time; at most a day in one event."""

    seconds: Seconds
    feature: Word | None = None
    path: Address | None = None


class FeatureUse(Properties):
    """A feature that was used."""

    feature: Word
    action: Word | None = None


class DashboardUse(Properties):
    """A dashboard of ours, or a part of it."""

    dashboard: Reference | None = None
    widget: Word | None = None
    action: Word | None = None
    device: Word | None = None


class ReportUse(Properties):
    """A report of ours."""

    report: Reference | None = None
    format: Word | None = None


class MailUse(Properties):
    """A mail of ours."""

    mail: Reference | None = None
    link: Address | None = None


def _behaviour(name: str, properties: type[Properties], description: str) -> Declaration:
    return Declaration(name, properties, description, PrivacyClass.BEHAVIOUR)


DECLARATIONS = (
    _behaviour("page_view", PageView, "A page was looked at."),
    _behaviour("navigation", Navigation, "Somebody went from one page to another."),
    _behaviour("button_click", ButtonClick, "A button was pressed."),
    _behaviour("form_interaction", FormInteraction, "Somebody worked in a form; never what they typed."),
    _behaviour("form_submit", FormSubmit, "A form was sent."),
    _behaviour("search", Search, "Something on the platform was searched for, not a job."),
    _behaviour("filter", Filter, "A list on the platform was narrowed, not one of jobs."),
    _behaviour("time_spent", TimeSpent, "The page was visible for so many seconds."),
    _behaviour("feature_use", FeatureUse, "A feature was used."),
    _behaviour("dashboard_view", DashboardUse, "A dashboard was opened, on the web or on a phone."),
    _behaviour("widget_interaction", DashboardUse, "Something on a dashboard was used."),
    _behaviour("report_view", ReportUse, "A report was read."),
    _behaviour("report_download", ReportUse, "A report was downloaded."),
    _behaviour("mail_open", MailUse, "A mail of ours was opened."),
    _behaviour("mail_click", MailUse, "A link in a mail of ours was followed."),
)
