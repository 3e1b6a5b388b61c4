"""The dashboard's parts: the only package that imports Streamlit. Pages ask and draw with them."""
