"""Paper: a dataclass in, a file out. No database, no window.

The modules that services import hold plain dataclasses and one verb each; reportlab, Pillow
and xlsxwriter are imported when something is drawn, so that starting the program stays cheap.
"""
