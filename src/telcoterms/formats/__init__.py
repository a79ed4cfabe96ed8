"""How steps and tables are written: text, HTML, SVG, CSV and iCalendar."""
