// What the reader did on each axis, kept while the server redraws the cards.
const memory = {};
let now = null;
let shownRoot = null;

const rootOf = () => document.querySelector(".cq-cards-root");
const kept = () => (memory[now.data.axis] ??= {});

// The strip is one stop of the Tab key, as a tool bar is; arrows go from card to card.
const stop = (root, wanted) => {
  const cards = [...root.querySelectorAll("[data-card]")];
  const one = [wanted, ...cards].find((card) => card && !card.hidden);
  cards.forEach((card) => { card.tabIndex = card === one ? 0 : -1; });
};

const press = (root, code) => {
  root.querySelectorAll("[data-card]").forEach((card) => card.setAttribute("aria-pressed", String(card.dataset.card === code)));
  stop(root, root.querySelector(`[data-card="${code}"]`));
};

const filter = (root, status) => {
  kept().filter = status;
  root.querySelectorAll("[data-filter]").forEach((one) =>
    one.setAttribute("aria-pressed", String(one.dataset.filter === status)));
  root.querySelectorAll("[data-card]").forEach((card) => {
    card.hidden = Boolean(status) && card.dataset.status !== status;
  });
  // An objective none of whose cards is left says nothing.
  let head = null;
  for (const one of root.querySelector(".cq-cards").children) {
    if (one.matches(".cq-cards-head")) { head = one; head.hidden = true; } else if (head && !one.hidden) head.hidden = false;
  }
  stop(root, root.querySelector('[data-card][tabindex="0"]'));
};

const unfold = (root, all) => {
  const more = root.querySelector(".cq-cards-more");
  kept().all = all;
  root.querySelector(".cq-cards").classList.toggle("cq-all", all);
  more.setAttribute("aria-expanded", String(all));
  more.textContent = all ? now.data.less : now.data.more;
};

const apply = () => {
  const root = rootOf();
  if (!root || !now) return;
  shownRoot = root.firstElementChild;
  const { chosen, status } = now.data;
  const mine = kept();
  if (mine.linked !== status) { mine.linked = status; mine.filter = status; }
  // A status that no card has left has no button either, to be let go by.
  if (![...root.querySelectorAll("[data-filter]")].some((one) => one.dataset.filter === mine.filter)) mine.filter = "";
  press(root, chosen);
  filter(root, mine.filter);
  unfold(root, Boolean(mine.all));
  const pressed = root.querySelector('[aria-pressed="true"][data-card]');
  const strip = root.querySelector(".cq-cards");
  if (pressed && mine.shown !== chosen) {
    mine.shown = chosen;
    if (pressed.offsetLeft < strip.scrollLeft || pressed.offsetLeft + pressed.offsetWidth > strip.scrollLeft + strip.clientWidth) {
      strip.scrollLeft = pressed.offsetLeft - strip.offsetLeft - 8;
    }
  } else if (mine.scroll) {
    strip.scrollLeft = mine.scroll;
  }
  // The server redraws the cards under a reader who was on one of them by keyboard.
  const focused = mine.focused && root.querySelector(`[data-card="${mine.focused}"]`);
  if (focused && (!document.activeElement || document.activeElement === document.body)) focused.focus({ preventScroll: true });
};

const clicked = (event) => {
  const root = event.target.closest?.(".cq-cards-root");
  if (!root || !now) return;
  const card = event.target.closest("[data-card]");
  const chosenFilter = event.target.closest("[data-filter]");
  if (card) {
    kept().shown = card.dataset.card;
    kept().scroll = root.querySelector(".cq-cards").scrollLeft;
    press(root, card.dataset.card);
    now.setStateValue("chosen", card.dataset.card);
  } else if (chosenFilter) {
    filter(root, kept().filter === chosenFilter.dataset.filter ? "" : chosenFilter.dataset.filter);
  } else if (event.target.closest(".cq-cards-more")) {
    unfold(root, !kept().all);
  }
};

const moved = (event) => {
  const card = event.target.closest?.(".cq-cards-root [data-card]");
  if (!card) return;
  const cards = [...card.parentElement.querySelectorAll("[data-card]:not([hidden])")];
  // The strip shows cards without a figure last.
  const isLast = (one) => Number(one.classList.contains("cq-card-empty"));
  if (!kept().all) cards.sort((one, other) => isLast(one) - isLast(other));
  const here = cards.indexOf(card);
  const next = cards[{ ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: cards.length - 1 }[event.key]];
  if (next) { event.preventDefault(); stop(rootOf(), next); next.focus(); }
};

const noticed = (event) => {
  if (!now) return;
  const card = event.target.closest?.(".cq-cards-root [data-card]");
  kept().focused = card ? card.dataset.card : "";
};

const listen = () => {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", moved);
  document.addEventListener("focusin", noticed);
  new MutationObserver(() => {
    const root = rootOf();
    if (root && root.firstElementChild !== shownRoot) apply();
  }).observe(document.body, { childList: true, subtree: true });
  return (received) => { now = received; apply(); };
};

export default function ({ data, setStateValue, setTriggerValue }) {
  // As follow.js does on the pages without cards.
  window.capQuartiersTurned = () => setTriggerValue("turned", Date.now());
  // The browser may read this script again for each page: only the first reading listens.
  window.capQuartiersCards ??= listen();
  window.capQuartiersCards({ data, setStateValue });
}
