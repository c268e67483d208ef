// Places HTML and figures where they stand, and changes only those that changed: `st.html` would clean what is already
// escaped, and `st.plotly_chart` would build each chart anew at every change of its figure.
const library = (address) => (window.capQuartiersPlotly ??= new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => done(window.Plotly);
  script.onerror = () => { delete window.capQuartiersPlotly; failed(new Error(`${address} did not come`)); };
  document.head.append(script);
}));

// What figures are drawn on: the last few, since a figure may go back to an earlier one.
const KEPT = 6;
const grounds = (window.capQuartiersGrounds ??= new Map());
const groundOf = (address) => {
  if (!address) return { data: [], layout: {} };
  const found = grounds.get(address) ?? fetch(new URL(address, document.baseURI)).then((answer) => {
    if (!answer.ok) throw new Error(`${address} did not come`);
    return answer.json();
  });
  // The last one asked for is the last to go.
  grounds.delete(address);
  grounds.set(address, found);
  found.catch(() => grounds.delete(address));
  if (grounds.size > KEPT) grounds.delete(grounds.keys().next().value);
  return found;
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

// Our charts leave room for the names of their ticks; plotly.js would measure each of them to hide one that is cut.
const roomy = (layout) => {
  for (const [name, axis] of Object.entries(layout)) if (/^[xy]axis\d*$/.test(name)) axis.ticklabeloverflow ??= "allow";
  return layout;
};

const draw = (box, { plot: key, figure, ground, alt }, { script, config, tell }) => {
  box.cqClicked = (value) => { if (value !== undefined) tell(key, value); };
  const said = JSON.stringify([figure, ground, alt]);
  if (box.cqSaid === said) return;
  box.cqSaid = said;
  box.setAttribute("aria-label", alt);
  box.setAttribute("aria-busy", "true");
  if (figure.layout.height) box.style.height = `${figure.layout.height}px`;
  Promise.all([library(script), groundOf(ground), seen(box)])
    // A figure that another one has followed in the meantime, or whose page is left, is not drawn.
    .then(([Plotly, under]) => box.cqSaid === said && box.isConnected
      // Traces of a ground that is already there are the same objects: plotly.js does not compute them again. The configuration
      // never changes; said again, all of it would be copied and compared.
      && Plotly.react(box, [...under.data, ...figure.data], roomy({ ...under.layout, ...figure.layout }), box.cqResized ? undefined : config).then(() => {
        listen(Plotly, box);
        box.removeAttribute("aria-busy");
      }));
};

const leave = (part) => [part, ...part.querySelectorAll(".cq-plot")].filter((one) => one.matches(".cq-plot")).forEach((box) => {
  box.cqSaid = null;
  box.cqResized?.disconnect();
  window.Plotly?.purge(box);
});

const element = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// Each kind of part: how its element is made, and how it is filled with what the server says.
const kinds = {
  html: {
    make: () => element("div", { class: "cq" }),
    fill: (box, part) => { if (box.cqHtml !== part.html) { box.cqHtml = part.html; box.innerHTML = part.html; } },
  },
  plot: {
    // As Streamlit names an element by its key, which is that of the panel itself where a figure gave it its own.
    make: (part, page) => element("div", { class: part.plot === page.key ? "cq-plot" : `cq-plot st-key-${part.plot}`, role: "figure" }),
    fill: draw,
  },
  columns: {
    make: () => element("div", { class: "cq-panel-row" }),
    fill: (box, part, page) => place(box, part.columns.map((parts, rank) => ({ column: part.widths[rank], parts })), page),
  },
  column: {
    make: (part) => element("div", { class: "cq-panel", style: `flex-grow: ${part.column}` }),
    fill: (box, part, page) => place(box, part.parts, page),
  },
  fold: {
    make: (part) => {
      const icon = element("span", { class: "cq-fold-icon", "aria-hidden": "true", "data-icon": part.icon });
      return element("details", { class: `cq-fold st-key-${part.fold}` }, element("summary", {}, icon, element("span", {})), element("div", { class: "cq-panel" }));
    },
    fill: (box, part, page) => {
      box.ontoggle = () => { if (box.open !== box.cqOpen) { box.cqOpen = box.open; page.tell(part.fold, box.open); } };
      box.querySelector("summary > :last-child").textContent = part.label;
      place(box.lastElementChild, part.parts, page);
      // The answer to an earlier press does not undo a later one.
      if (box.open === (box.cqOpen ?? false)) { box.cqOpen = part.open; box.open = part.open; }
    },
  },
  // A script of ours that listens to other parts: it is told as Streamlit tells a component.
  script: {
    make: () => element("span", { hidden: "" }),
    fill: (box, { script, data, key }, { tell }) => import(new URL(script, document.baseURI)).then((listener) => listener.default({
      data, setStateValue: (name, value) => tell(key, value), setTriggerValue: tell,
    })),
  },
  steps: {
    make: (part) => element("div", { class: `cq-steps st-key-${part.steps}` },
      element("output", { "aria-hidden": "true" }), element("input", { type: "range", min: "0", step: "1" }), element("span", {}), element("span", {})),
    fill: (box, { steps: key, label, options, value }, page) => {
      const [output, range, first, last] = box.children;
      const show = () => {
        const said = String(options[+range.value]);
        output.textContent = said;
        range.setAttribute("aria-valuetext", said);
        box.style.setProperty("--at", +range.value / (options.length - 1));
      };
      range.max = options.length - 1;
      range.setAttribute("aria-label", label);
      [first.textContent, last.textContent] = [options[0], options.at(-1)];
      range.oninput = show;
      range.onchange = () => { box.cqAsked = options[+range.value]; page.tell(key, box.cqAsked); };
      if (box.cqAsked !== undefined && box.cqAsked !== value && options.includes(box.cqAsked)) return;
      box.cqAsked = undefined;
      range.value = options.indexOf(value);
      show();
    },
  },
  choice: {
    make: (part) => element("div", { class: `cq-choice st-key-${part.choice}`, role: "radiogroup" }),
    fill: (box, { choice: key, label, options, value }, page) => {
      const offered = JSON.stringify([label, options]);
      if (box.cqOffered !== offered) {
        box.cqOffered = offered;
        box.setAttribute("aria-label", label);
        box.replaceChildren(element("span", { class: "cq-note", "aria-hidden": "true" }, label), ...options.map(([code, said]) => {
          const one = element("input", { type: "radio", name: key, value: code });
          one.onchange = () => box.cqTell(code);
          return element("label", {}, one, element("span", {}, said));
        }));
      }
      box.cqTell = (code) => page.tell(key, code);
      box.querySelectorAll("input").forEach((one) => { one.checked = one.value === value; });
    },
  },
};

const place = (root, parts, page) => {
  parts.forEach((part, rank) => {
    const kind = Object.keys(kinds).find((one) => one in part);
    const name = `${kind} ${["plot", "fold", "steps", "choice", "script"].includes(kind) ? part[kind] : ""}`;
    let box = root.children[rank];
    if (box?.dataset.part !== name) {
      const made = kinds[kind].make(part, page);
      made.dataset.part = name;
      if (box) { leave(box); box.replaceWith(made); } else root.append(made);
      box = made;
    }
    kinds[kind].fill(box, part, page);
  });
  while (root.children.length > parts.length) { leave(root.lastElementChild); root.lastElementChild.remove(); }
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cq-panel");
  const said = new TextDecoder().decode(data);
  if (root.cqSaid !== said) {
    root.cqSaid = said;
    const { parts, ...shared } = JSON.parse(said);
    place(root, parts, { ...shared, tell: (name, value) => setTriggerValue("told", { name, value }) });
  }
  return () => { root.cqSaid = null; leave(root); };
}
