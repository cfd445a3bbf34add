"""The emulator served: routes, control calls, servers."""
