"""The console: built once from `console/`, served with its policy, and the trial sign-in of the embedded default."""
