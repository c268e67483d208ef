// What the reader did on each axis, kept while the server redraws the cards.
const memory = {};

export default function ({ data, setStateValue }) {
  const root = document.querySelector(".cq-cards-root");
  if (!root) return;
  const kept = (memory[data.axis] ??= {});
  if (kept.linked !== data.status) { kept.linked = data.status; kept.filter = data.status; }
  const strip = root.querySelector(".cq-cards");
  const more = root.querySelector(".cq-cards-more");
  const press = (code) => strip.querySelectorAll("[data-card]").forEach((card) =>
    card.setAttribute("aria-pressed", String(card.dataset.card === code)));
  press(data.chosen);
  const pressed = strip.querySelector('[aria-pressed="true"]');
  if (pressed && kept.shown !== data.chosen) {
    kept.shown = data.chosen;
    if (pressed.offsetLeft < strip.scrollLeft || pressed.offsetLeft + pressed.offsetWidth > strip.scrollLeft + strip.clientWidth) {
      strip.scrollLeft = pressed.offsetLeft - strip.offsetLeft - 8;
    }
  }
  strip.onclick = (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    kept.shown = card.dataset.card;
    press(card.dataset.card);
    setStateValue("chosen", card.dataset.card);
  };
  strip.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const cards = [...strip.querySelectorAll("[data-card]")];
    const next = step && cards[cards.indexOf(event.target.closest("[data-card]")) + step];
    if (next) { event.preventDefault(); next.focus(); }
  };
  const filters = root.querySelectorAll("[data-filter]");
  const filter = (status) => {
    kept.filter = status;
    filters.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.filter === status)));
    strip.querySelectorAll("[data-card]").forEach((card) => { card.hidden = Boolean(status) && card.dataset.status !== status; });
  };
  filters.forEach((one) => { one.onclick = () => filter(kept.filter === one.dataset.filter ? "" : one.dataset.filter); });
  filter(kept.filter);
  const unfold = (all) => {
    kept.all = all;
    strip.classList.toggle("cq-all", all);
    more.setAttribute("aria-expanded", String(all));
    more.textContent = all ? data.less : data.more;
  };
  more.onclick = () => unfold(!kept.all);
  unfold(Boolean(kept.all));
}
