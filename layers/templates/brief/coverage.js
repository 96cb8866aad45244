document.addEventListener('DOMContentLoaded', () => {
  const room = { padding: [{{ padding }}, {{ padding }}], maxZoom: 16, animate: false };
  const fit = () => {
{% for map in maps %}    {{ map.name }}.invalidateSize({ pan: false }).fitBounds({{ map.bounds }}, room);
{% endfor %}  };
  document.getElementById('print').addEventListener('click', () => print());
  addEventListener('beforeprint', fit);
  fit();
});
