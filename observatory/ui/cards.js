export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".cq-cards-root");
  if (root.dataset.version !== data.version) {
    root.dataset.version = data.version;
    root.innerHTML = data.html;
  }
  const strip = root.querySelector(".cq-cards");
  const more = root.querySelector(".cq-cards-more");
  const press = (code) => strip.querySelectorAll("[data-card]").forEach((card) =>
    card.setAttribute("aria-pressed", String(card.dataset.card === code)));
  press(data.chosen);
  const pressed = strip.querySelector('[aria-pressed="true"]');
  if (pressed && root.dataset.shown !== data.chosen) {
    root.dataset.shown = data.chosen;
    if (pressed.offsetLeft < strip.scrollLeft || pressed.offsetLeft + pressed.offsetWidth > strip.scrollLeft + strip.clientWidth) {
      strip.scrollLeft = pressed.offsetLeft - strip.offsetLeft - 8;
    }
  }
  strip.onclick = (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    root.dataset.shown = card.dataset.card;
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
    root.dataset.filter = status;
    filters.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.filter === status)));
    strip.querySelectorAll("[data-card]").forEach((card) => { card.hidden = Boolean(status) && card.dataset.status !== status; });
  };
  filters.forEach((one) => { one.onclick = () => filter(root.dataset.filter === one.dataset.filter ? "" : one.dataset.filter); });
  filter(root.dataset.filter ?? data.status);
  if (more) more.onclick = () => {
    const all = strip.classList.toggle("cq-all");
    more.setAttribute("aria-expanded", String(all));
    more.textContent = all ? data.less : data.more;
  };
}
