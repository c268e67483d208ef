"""Cap Quartiers: the frame around every page. Run with `make run`, or `streamlit run dashboard.py`."""

from observatory import frame

frame.run()
