// Places HTML and figures where they stand, and changes only those that changed: `st.html` would clean what is already
// escaped, and `st.plotly_chart` would build each chart anew at every change of its figure.
const library = (address) => (window.capQuartiersPlotly ??= new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => done(window.Plotly);
  script.onerror = () => { delete window.capQuartiersPlotly; failed(new Error(`${address} did not come`)); };
  document.head.append(script);
}));

// What a figure is drawn on may come before or after it.
const groundOf = (name) => {
  if (!name) return { data: [], layout: {} };
  const grounds = (window.capQuartiersGrounds ??= { held: new Map(), wanted: new Map() });
  return grounds.held.get(name)
    ?? new Promise((done) => grounds.wanted.set(name, [...(grounds.wanted.get(name) ?? []), done]));
};

const listen = (Plotly, box) => {
  if (box.cqResized) return;
  box.on("plotly_click", (event) => box.cqClicked?.(event.points[0]?.customdata));
  let width = box.clientWidth;
  box.cqResized = new ResizeObserver(() => {
    if (!box.clientWidth || box.clientWidth === width) return;
    width = box.clientWidth;
    Plotly.Plots.resize(box);
  });
  box.cqResized.observe(box);
};

// What is read first is on the screen before the first charts are drawn, which take a while.
const seen = (box) => box.cqResized || new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

const draw = (box, { figure, ground, alt }, { script, config, tell }) => {
  box.cqClicked = (value) => { if (value !== undefined) tell(value); };
  const said = JSON.stringify([figure, ground, alt]);
  if (box.cqSaid === said) return;
  box.cqSaid = said;
  box.setAttribute("aria-label", alt);
  box.setAttribute("aria-busy", "true");
  if (figure.layout.height) box.style.height = `${figure.layout.height}px`;
  Promise.all([library(script), groundOf(ground), seen(box)])
    // A figure that another one has followed in the meantime, or whose page is left, is not drawn.
    .then(([Plotly, under]) => box.cqSaid === said && box.isConnected
      // Traces of a ground that is already there are the same objects: plotly.js does not compute them again.
      && Plotly.react(box, [...under.data, ...figure.data], { ...under.layout, ...figure.layout }, config).then(() => {
        listen(Plotly, box);
        box.removeAttribute("aria-busy");
      }));
};

const leave = (part) => [part, ...part.querySelectorAll(".cq-plot")].filter((one) => one.matches(".cq-plot")).forEach((box) => {
  box.cqSaid = null;
  box.cqResized?.disconnect();
  window.Plotly?.purge(box);
});

const make = (name, key) => {
  const box = document.createElement("div");
  box.dataset.part = name;
  if (name.startsWith("plot ")) {
    const own = name.slice(5);
    // As Streamlit names an element by its key, which is that of the panel itself where a figure gave it its own.
    box.className = own === key ? "cq-plot" : `cq-plot st-key-${own}`;
    box.setAttribute("role", "figure");
  } else {
    box.className = { html: "cq", row: "cq-panel-row", column: "cq-panel" }[name];
  }
  return box;
};

const place = (root, parts, page) => {
  parts.forEach((part, rank) => {
    const name = part.plot ? `plot ${part.plot}` : part.columns ? "row" : part.parts ? "column" : "html";
    let box = root.children[rank];
    if (box?.dataset.part !== name) {
      const made = make(name, page.key);
      if (box) { leave(box); box.replaceWith(made); } else root.append(made);
      box = made;
    }
    if (part.plot) draw(box, part, page);
    else if (part.columns) place(box, part.columns.map((inner) => ({ parts: inner })), page);
    else if (part.parts) place(box, part.parts, page);
    else if (box.cqHtml !== part.html) { box.cqHtml = part.html; box.innerHTML = part.html; }
  });
  while (root.children.length > parts.length) { leave(root.lastElementChild); root.lastElementChild.remove(); }
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cq-panel");
  const said = new TextDecoder().decode(data);
  const page = { tell: (value) => setTriggerValue("clicked", value) };
  if (root.cqSaid !== said) {
    root.cqSaid = said;
    const { parts, ...shared } = JSON.parse(said);
    place(root, parts, Object.assign(page, shared));
  }
  return () => { root.cqSaid = null; leave(root); };
}
