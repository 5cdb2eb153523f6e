"""The commands of `vanthu`: each module has `arguments(parser)` and `run(args, settings, screen) -> exit status`."""
