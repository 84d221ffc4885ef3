"""The pages that browsers get; the only Python here packs the widget at the start."""
