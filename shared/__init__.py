"""What every service stands on, in floors: kernel, then contracts and evidence, then runtime."""
