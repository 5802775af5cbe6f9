"""The ties between units of ours and partners: by which channel, of which kind, since when and by what evidence."""
