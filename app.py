"""The dashboard: `streamlit run app.py`, or `icp-metrics serve`."""

from pathlib import Path

from icp_metrics.ui import frame

frame.run(Path(__file__).parent / "pages")
