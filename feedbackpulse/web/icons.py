"""Line icons, drawn for a 20 by 20 square; decoration only, so hidden from screen readers."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

_SHAPES: Final = {
    "lock": '<rect x="4" y="9" width="12" height="8" rx="2"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "home": '<path d="M3 9.5 10 3.5l7 6M5 8.3V16h10V8.3"/>',
    "reflect": '<path d="M10 2.5v15M7 5.5 3 14.5h4zM13 5.5l4 9h-4z"/>',
    "chat": '<path d="M5.5 3.5h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9.4L5.5 17v-3.5a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z"/>',
    "team": '<circle cx="7.2" cy="7" r="2.6"/><path d="M2.5 16c0-2.8 2-4.5 4.7-4.5s4.7 1.7 4.7 4.5M12.6 4.9a2.3 2.3 0 1 1 .6 4.5M14 11.7c2.1.3 3.5 1.9 3.5 4.3"/>',
    "org": '<path d="M4.5 17V4.8L11.5 3v14M11.5 8l4.5 1.4V17M2.5 17h15M7.3 7.2h1.5M7.3 10.2h1.5M7.3 13.2h1.5"/>',
    "arrow": '<path d="M4 10h12M11 5l5 5-5 5"/>',
    "back": '<path d="M16 10H4M9 5l-5 5 5 5"/>',
    "chev": '<path d="m5 7.5 5 5 5-5"/>',
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.8"/>',
    "bulb": '<path d="M7 13.5c-1.6-1-2.5-2.5-2.5-4.3a5.5 5.5 0 0 1 11 0c0 1.8-.9 3.3-2.5 4.3V15H7zM8 17.5h4"/>',
    "flag": '<path d="M5 17.5V3.5M5 4h9.5l-2 3.2 2 3.3H5"/>',
    "heart": '<path d="M10 16.5S3.5 12.7 3.5 8.2A3.5 3.5 0 0 1 10 6.4a3.5 3.5 0 0 1 6.5 1.8c0 4.5-6.5 8.3-6.5 8.3z"/>',
    "cal": '<rect x="3" y="4.5" width="14" height="12.5" rx="2"/><path d="M3 8.5h14M7 2.5v4M13 2.5v4"/>',
    "bell": '<path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13zM8.3 17.2h3.4"/>',
    "qr": '<rect x="3" y="3" width="5.5" height="5.5"/><rect x="11.5" y="3" width="5.5" height="5.5"/><rect x="3" y="11.5" width="5.5" height="5.5"/><path d="M11.5 11.5h2v2M17 11.5V14M11.5 17h2M15.5 17H17"/>',
    "mail": '<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="m3 6 7 5 7-5"/>',
    "download": '<path d="M10 3v10M5.5 9 10 13.5 14.5 9M3.5 16.5h13"/>',
    "print": '<path d="M6 7V3h8v4M6 14H4.5A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5v4a1.5 1.5 0 0 1-1.5 1.5H14M6 11.5h8V17H6z"/>',
    "eyeoff": '<path d="M3 10s2.6-5 7-5 7 5 7 5-2.6 5-7 5-7-5-7-5zM4.5 16.5l11-13"/>',
    "alert": '<path d="M10 3 2.5 16.5h15zM10 8v4M10 14.2v.1"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3M10 6.5v.1"/>',
    "up": '<path d="M3.5 14 8 9.5l3 3L16.5 7M12.5 6.5h4v4"/>',
    "down": '<path d="M3.5 6.5 8 11l3-3 5.5 5.5M12.5 14h4v-4"/>',
    "equal": '<path d="M4 8h12M4 12h12"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "x": '<path d="m5 5 10 10M15 5 5 15"/>',
    "pencil": '<path d="m4 16 .8-3.6 8.7-8.7 2.8 2.8-8.7 8.7z"/>',
    "tablet": '<rect x="5" y="2.5" width="10" height="15" rx="2"/><path d="M9 14.8h2"/>',
    "phone": '<rect x="6" y="2.5" width="8" height="15" rx="2"/><path d="M9.3 14.8h1.4"/>',
    "user": '<circle cx="10" cy="7" r="3"/><path d="M4 17c.5-3.2 2.9-5 6-5s5.5 1.8 6 5"/>',
    "target": '<circle cx="10" cy="10" r="7"/><circle cx="10" cy="10" r="3"/>',
    "steps": '<path d="M3 16h4v-4h4V8h4V4h2"/>',
    "list": '<path d="M7.5 5.5H17M7.5 10H17M7.5 14.5H17M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1"/>',
}


def icon(name: str) -> Markup:
    """Return the icon called *name* as inline SVG."""
    return Markup(
        '<svg class="i" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>'
    ).format(Markup(_SHAPES[name]))  # noqa: S704  (our own shapes, never anybody's text)
