// Draws a figure where it stands: `st.plotly_chart` would build each chart anew at every change of its figure.
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

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".cq-plot");
  const said = new TextDecoder().decode(data);
  box.cqClicked = (value) => { if (value !== undefined) setTriggerValue("clicked", value); };
  if (box.cqSaid !== said) {
    box.cqSaid = said;
    const { figure, ground, alt, config, script } = JSON.parse(said);
    box.setAttribute("aria-label", alt);
    box.setAttribute("aria-busy", "true");
    if (figure.layout.height) box.style.height = `${figure.layout.height}px`;
    Promise.all([library(script), groundOf(ground)])
      // A figure that another one has followed in the meantime, or whose page is left, is not drawn.
      .then(([Plotly, under]) => box.cqSaid === said && box.isConnected
        // Traces of a ground that is already there are the same objects: plotly.js does not compute them again.
        && Plotly.react(box, [...under.data, ...figure.data], { ...under.layout, ...figure.layout }, config).then(() => {
          listen(Plotly, box);
          box.removeAttribute("aria-busy");
        }));
  }
  return () => {
    box.cqSaid = null;
    box.cqResized?.disconnect();
    window.Plotly?.purge(box);
  };
}
