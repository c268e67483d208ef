export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cq-links-root");
  if (root.dataset.version !== data.version) {
    root.dataset.version = data.version;
    root.innerHTML = data.html;
  }
  // A plain click stays in the session; opening in a new tab goes through the real address.
  root.onclick = (event) => {
    const link = event.target.closest("a[data-page]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    setTriggerValue("followed", link.getAttribute("href"));
  };
}
