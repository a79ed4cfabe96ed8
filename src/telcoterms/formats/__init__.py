"""How steps and tables are written: text, HTML, SVG, CSV, iCalendar, and a language."""
