
document.addEventListener('DOMContentLoaded', () => {
  const map = {{ chart.name }};
  const room = { padding: [{{ padding }}, {{ padding }}], maxZoom: 16, animate: false };
  const papers = document.querySelectorAll('input[name="paper"]');
  const choose = (paper) => {
    document.documentElement.dataset.paper = paper;
    papers.forEach((one) => (one.checked = one.value === paper));
    map.invalidateSize({ pan: false }).fitBounds({{ bounds }}, room);
  };
  papers.forEach((one) => one.addEventListener('change', () => choose(one.value)));
  document.getElementById('print').addEventListener('click', () => print());
  addEventListener('beforeprint', () => choose(document.documentElement.dataset.paper));
  const named = location.hash.slice(1);
  if ([...papers].some((one) => one.value === named)) choose(named);
});
