"""The smallest window manager: shows windows where they ask to be and gives the keyboard to the newest.

Without one nobody gives the keyboard back to the window when a dialog closes.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import struct

REDIRECT, NOTIFY = 1 << 20, 1 << 19
MAP_REQUEST, CONFIGURE_REQUEST, UNMAPPED, DESTROYED = 20, 23, 18, 17
TO_PARENT, NOW = 2, 0
_WINDOW, _GEOMETRY, _MASK = 40, 48, 88
"""Where an event keeps its window, the wished place (x, y, width, height, border), and which of it counts."""


class _Wish(ctypes.Structure):
    """XWindowChanges."""

    _fields_ = [*((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border")),
                ("sibling", ctypes.c_ulong), ("mode", ctypes.c_int)]


Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def library() -> ctypes.CDLL:
    """Xlib, with the types that are no plain integers."""
    x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    for name in ("XOpenDisplay", "XSetErrorHandler"):
        getattr(x11, name).restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    return x11


class Manager:
    """One display's windows, the newest last."""

    def __init__(self) -> None:
        self._x = library()
        self._forgive = Handler(lambda display, error: 0)
        self._x.XSetErrorHandler(self._forgive)
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, root, ctypes.c_long(REDIRECT | NOTIFY))
        self._shown: list[int] = []

    def run(self) -> None:
        """Serve until the X server goes."""
        event = ctypes.create_string_buffer(192)
        while True:
            self._x.XNextEvent(self._display, event)
            kind, = struct.unpack_from("i", event, 0)
            window, = struct.unpack_from("L", event, _WINDOW)
            if kind == MAP_REQUEST:
                self._x.XMapRaised(self._display, ctypes.c_ulong(window))
                self._shown = [w for w in self._shown if w != window] + [window]
                self._focus()
            elif kind == CONFIGURE_REQUEST:
                self._configure(event, window)
            elif kind in (UNMAPPED, DESTROYED) and window in self._shown:
                self._shown.remove(window)
                self._focus()

    def _focus(self) -> None:
        if self._shown:
            newest = ctypes.c_ulong(self._shown[-1])
            self._x.XSync(self._display, 0)
            self._x.XSetInputFocus(self._display, newest, TO_PARENT, ctypes.c_ulong(NOW))
            self._x.XFlush(self._display)

    def _configure(self, event: ctypes.Array[ctypes.c_char], window: int) -> None:
        mask, = struct.unpack_from("L", event, _MASK)
        wish = _Wish(*struct.unpack_from("5i", event, _GEOMETRY))
        self._x.XConfigureWindow(self._display, ctypes.c_ulong(window), ctypes.c_uint(mask & 31), ctypes.byref(wish))
        self._x.XFlush(self._display)


if __name__ == "__main__":
    Manager().run()
