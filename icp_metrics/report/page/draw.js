// Draws each chart from the data beside it, no wider than a printed page.
const WIDEST = 680;
for (const source of document.querySelectorAll('script[data-chart]')) {
  const place = document.getElementById(source.dataset.chart);
  const made = JSON.parse(source.textContent);
  made.layout.width = Math.min(place.clientWidth, WIDEST);
  Plotly.newPlot(place, made.data, made.layout, { displayModeBar: false });
}
