// What the reader chose in the frame goes along to the page that a link leads to, in this tab or in another.
const FRAME = ["contract", "territories", "everywhere", "reference", "years", "lang"];

const addressed = (link) => {
  link.dataset.own ??= link.getAttribute("href").split("?")[1] ?? "";
  const asked = new URLSearchParams(link.dataset.own), here = new URLSearchParams(location.search);
  for (const name of FRAME) if (here.has(name) && !asked.has(name)) asked.set(name, here.get(name));
  const query = asked.toString();
  link.setAttribute("href", link.dataset.page + (query ? `?${query}` : ""));
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cq-links-root");
  if (root.dataset.version !== data.version) {
    root.dataset.version = data.version;
    root.innerHTML = data.html;
  }
  const ready = (event) => {
    const link = event.target.closest("a[data-page]");
    if (link) addressed(link);
  };
  root.onpointerdown = ready;
  root.onkeydown = ready;
  // A plain click stays in the session; opening in a new tab goes through the real address.
  root.onclick = (event) => {
    const link = event.target.closest("a[data-page]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    addressed(link);
    setTriggerValue("followed", link.getAttribute("href"));
  };
}
