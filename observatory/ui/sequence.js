export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".cq-sequence");
  const words = data.words;
  if (root.dataset.version !== data.version) {
    root.dataset.version = data.version;
    root.rows = data.slides.map((row) => ({ ...row }));
    root.opened = new Set();
  }
  const rows = root.rows;
  const send = () => setStateValue("slides", rows.map((row) => ({ slide: row.slide, message: row.message, note: row.note })));
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in made && name !== "list") made[name] = value; else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const named = (word, row, rank) => `${words[word]} : ${rank + 1}, ${data.labels[row.slide] || row.slide}`;
  const button = (action, sign, row, rank, disabled) => element("button",
    { type: "button", disabled, title: words[action], "aria-label": named(action, row, rank), "data-focus": `${action}-${rank}` }, sign);

  const fit = (field) => {
    // The height of a placeholder is not counted by every browser: its words are put in its place for the measure.
    const own = field.value;
    if (!own) field.value = field.placeholder;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
    if (!own) field.value = "";
  };
  const fitAll = () => root.querySelectorAll(".message").forEach(fit);
  if (!root.watched) {
    root.watched = new ResizeObserver(([{ contentRect: { width } }]) => {
      if (width !== root.fitted) { root.fitted = width; root.querySelectorAll(".message").forEach(fit); }
    });
    root.watched.observe(root);
  }

  const draw = (focus) => {
    const list = element("ol", { "aria-label": words.list });
    rows.forEach((row, rank) => {
      const made = data.made[row.slide] || {};
      const up = button("up", "↑", row, rank, rank === 0);
      const down = button("down", "↓", row, rank, rank === rows.length - 1);
      const remove = button("remove", "✕", row, rank, false);
      const move = (to) => {
        rows.splice(to, 0, ...rows.splice(rank, 1));
        draw(`${to < rank ? "up" : "down"}-${to}`);
        send();
      };
      up.onclick = () => move(rank - 1);
      down.onclick = () => move(rank + 1);
      remove.onclick = () => {
        rows.splice(rank, 1);
        draw(`remove-${Math.min(rank, rows.length - 1)}`);
        send();
      };
      // As high as its words, which no line holds at once; it stays one line of text: Enter ends it as in a field.
      const message = element("textarea", { className: "message", rows: 1, value: row.message, maxLength: data.longest,
        placeholder: made.message || "", "aria-label": named("message", row, rank), "data-focus": `message-${rank}` });
      message.oninput = () => fit(message);
      message.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); message.blur(); message.focus(); } };
      message.onchange = () => { row.message = message.value; send(); };
      const note = element("textarea", { value: row.note, maxLength: data.longest_note, placeholder: made.note || "",
        "aria-label": named("note", row, rank) });
      note.onchange = () => { row.note = note.value; send(); };
      const details = element("details", { open: root.opened.has(row) }, element("summary", {}, words.note + (row.note ? " ●" : "")), note);
      details.ontoggle = () => root.opened[details.open ? "add" : "delete"](row);
      list.append(element("li", {}, element("span", { className: "rank" }, String(rank + 1)),
        element("span", { className: "what" }, data.labels[row.slide] || row.slide), message,
        element("span", { className: "moves" }, up, down, remove), details));
    });
    const used = new Set(rows.map((row) => row.slide));
    const choice = element("select", {}, ...data.offered.filter((key) => !used.has(key)).map((key) => element("option", { value: key }, data.labels[key])));
    const add = element("button", { type: "button" }, words.add);
    add.onclick = () => {
      if (!choice.value) return;
      rows.push({ slide: choice.value, message: "", note: "" });
      draw(`message-${rows.length - 1}`);
      send();
    };
    root.replaceChildren(rows.length ? list : element("p", {}, words.empty),
      element("div", { className: "adding" }, element("label", {}, words.add_label, choice), add));
    fitAll();
    if (focus) {
      const wanted = root.querySelector(`[data-focus="${focus}"]`);
      const other = wanted && wanted.disabled ? wanted.parentElement.querySelector("button:not(:disabled)") : wanted;
      if (other) other.focus();
    }
  };
  const shown = root.querySelector("ol, p");
  if (shown && root.drawn === data.version) {
    // Sentences made for slides just added arrive with the next answer: what is being typed stays.
    root.querySelectorAll("li").forEach((line, rank) => {
      const made = data.made[rows[rank].slide] || {};
      line.querySelector(".message").placeholder = made.message || "";
      line.querySelector("details textarea").placeholder = made.note || "";
    });
    fitAll();
    return;
  }
  root.drawn = data.version;
  draw();
}
