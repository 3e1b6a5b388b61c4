"""Charts: rows of compare() in, Plotly figures out. No Streamlit, no statistics, no queries."""
