// The shared filters. Streamlit's own lists are drawn again at every change of anything, a third of what a change costs.
const MOST_SHOWN = 200;

// Numbers what is asked, so that an answer to an earlier question does not undo a later one.
const asked = (root, name, value) => {
  window.capQuartiersAsked = (window.capQuartiersAsked ?? 0) + 1;
  root.cqTell({ name, value, rank: window.capQuartiersAsked });
};

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").replace(/[’'-]/g, " ").toLowerCase();

const element = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

const list = (root, name, label, options, hidden = false) => {
  const chosen = element("select", { name, "aria-label": hidden ? label : undefined },
    ...options.map(([value, said]) => element("option", { value }, said)));
  chosen.onchange = () => asked(root, name, chosen.value);
  return hidden ? chosen : element("label", { class: "cq-ask-field" }, element("span", {}, label), chosen);
};

const years = (root, { words, span }) => {
  const all = Array.from({ length: span[1] - span[0] + 1 }, (_, k) => [span[0] + k, String(span[0] + k)]);
  const first = list(root, "first", words.first, all, true), last = list(root, "last", words.last, all, true);
  first.onchange = () => { if (+first.value > +last.value) last.value = first.value; asked(root, "years", [+first.value, +last.value]); };
  last.onchange = () => { if (+first.value > +last.value) first.value = last.value; asked(root, "years", [+first.value, +last.value]); };
  return element("div", { class: "cq-ask-field", role: "group", "aria-label": words.years },
    element("span", { "aria-hidden": "true" }, words.years), element("div", { class: "cq-ask-years" }, first, element("span", {}, "–"), last));
};

const languages = (root, { words, languages: offered }) => element("div", { class: "cq-ask-languages", role: "radiogroup", "aria-label": words.language },
  ...offered.map(([code, said]) => {
    const one = element("input", { type: "radio", name: "lang", value: code, "aria-label": said });
    one.onchange = () => asked(root, "lang", code);
    return element("label", { lang: code }, one, element("span", {}, said));
  }));

// A combobox that opens a list of several choices, as the pattern of WAI-ARIA says.
const picker = (root, { words, options }) => {
  const searched = options.map(([code, name]) => ({ code, name, plain: `${plain(name)} ${code.toLowerCase()}` }));
  const names = new Map(options);
  const chips = element("ul", { "aria-label": words.territories });
  const input = element("input", {
    type: "text", role: "combobox", id: "cq-ask-search", "aria-label": words.territories, autocomplete: "off", spellcheck: "false", placeholder: words.search,
    "aria-expanded": "false", "aria-controls": "cq-ask-options", "aria-autocomplete": "list", "aria-describedby": "cq-ask-hint",
  });
  const clear = element("button", { type: "button", class: "cq-ask-clear", "aria-label": words.clear, title: words.clear }, "✕");
  const offered = element("ul", { role: "listbox", id: "cq-ask-options", "aria-label": words.territories, "aria-multiselectable": "true" });
  const none = element("p", { role: "status" });
  const pop = element("div", { class: "cq cq-ask-pop", popover: "manual" }, offered, none, element("p", { id: "cq-ask-hint" }, words.hint));
  const empty = element("p", { class: "cq-ask-empty", role: "status" });
  const box = element("div", { class: "cq-ask-box" }, chips, element("div", { class: "cq-ask-line" }, input, clear), pop);
  let chosen = [], rows = [], at = -1;

  const isOpen = () => pop.matches(":popover-open");
  const point = (to) => {
    rows[at]?.classList.remove("cq-ask-at");
    at = rows.length ? (to + rows.length) % rows.length : -1;
    rows[at]?.classList.add("cq-ask-at");
    rows[at]?.scrollIntoView({ block: "nearest" });
    if (at >= 0) input.setAttribute("aria-activedescendant", rows[at].id); else input.removeAttribute("aria-activedescendant");
  };
  const mark = () => rows.forEach((row) => row.setAttribute("aria-selected", String(chosen.includes(row.dataset.code))));
  const narrow = () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    const found = searched.filter((one) => wanted.every((part) => one.plain.includes(part)));
    rows = found.slice(0, MOST_SHOWN).map(({ code, name }, rank) => element("li", { role: "option", id: `cq-ask-${rank}`, "data-code": code },
      element("span", { class: "cq-ask-tick", title: words.compare, "aria-hidden": "true" }), element("span", { class: "cq-ask-name" }, name)));
    offered.replaceChildren(...rows);
    none.textContent = found.length ? (found.length > MOST_SHOWN ? words.more.replace("{count}", found.length - MOST_SHOWN) : "") : words.none;
    mark();
    point(wanted.length ? 0 : Math.max(0, found.findIndex((one) => one.code === chosen[0])));
  };
  const open = () => {
    if (isOpen()) return;
    pop.showPopover();
    const under = box.getBoundingClientRect();
    pop.style.minWidth = `${under.width}px`;
    narrow();
    pop.style.left = `${Math.max(0, Math.min(under.left, innerWidth - pop.offsetWidth - 8))}px`;
    // Over the box where there is more room above it.
    const below = innerHeight - under.bottom, isBelow = below >= Math.min(pop.offsetHeight, under.top);
    pop.style.maxHeight = `${(isBelow ? below : under.top) - 12}px`;
    pop.style.top = isBelow ? `${under.bottom + 4}px` : "auto";
    pop.style.bottom = isBelow ? "auto" : `${innerHeight - under.top + 4}px`;
    input.setAttribute("aria-expanded", "true");
    point(at);
  };
  const close = () => {
    if (isOpen()) pop.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    input.value = "";
  };
  const draw = () => {
    chips.replaceChildren(...chosen.map((code) => {
      const name = names.get(code) ?? code;
      const remove = element("button", { type: "button", "aria-label": `${words.remove} ${name}`, title: `${words.remove} ${name}` }, "✕");
      remove.onclick = () => { take(chosen.filter((one) => one !== code)); input.focus(); };
      return element("li", {}, element("span", {}, name), remove);
    }));
    clear.hidden = !chosen.length;
    empty.textContent = chosen.length ? "" : words.empty;
    mark();
  };
  const take = (codes) => {
    chosen = codes;
    draw();
    asked(root, "territories", chosen);
  };
  const toggle = (code) => take(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
  const only = (code) => { close(); if (chosen.length !== 1 || chosen[0] !== code) take([code]); };

  input.onfocus = open;
  input.onclick = open;
  input.oninput = () => { open(); narrow(); };
  input.onkeydown = (event) => {
    const code = rows[at]?.dataset.code;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen()) point(at + (event.key === "ArrowDown" ? 1 : -1)); else open();
    } else if (event.key === "Enter" && isOpen() && code) {
      if (event.shiftKey) { toggle(code); input.value = ""; narrow(); } else only(code);
    } else if (event.key === "Escape" && isOpen()) close();
    else if (event.key === "Backspace" && !input.value && chosen.length) take(chosen.slice(0, -1));
    else return;
    event.preventDefault();
  };
  input.onblur = () => close();
  // What is pressed in the list must not take the focus from the field, which would close it.
  pop.onmousedown = (event) => event.preventDefault();
  pop.onclick = (event) => {
    const row = event.target.closest("[data-code]");
    if (!row) return;
    if (event.target.closest(".cq-ask-tick") || event.shiftKey || event.ctrlKey || event.metaKey) toggle(row.dataset.code); else only(row.dataset.code);
  };
  clear.onclick = () => { take([]); input.focus(); };
  root.cqChoose = (codes) => { if (codes.join() !== chosen.join()) { chosen = codes; draw(); } };
  draw();
  return element("div", { class: "cq-ask-field" }, element("label", { for: "cq-ask-search" }, words.territories), box, empty);
};

const build = (root, fixed) => {
  const { words, contracts, references } = fixed;
  const everywhere = element("input", { type: "checkbox", role: "switch", name: "everywhere" });
  everywhere.onchange = () => asked(root, "everywhere", everywhere.checked);
  root.replaceChildren(
    ...(contracts.length > 1 ? [list(root, "contract", words.contract, contracts)] : []),
    picker(root, fixed),
    element("label", { class: "cq-ask-switch" }, everywhere, element("span", {}, words.everywhere)),
    list(root, "reference", words.reference, references),
    years(root, fixed),
    languages(root, fixed),
  );
};

const fill = (root, { contract, territories, everywhere, reference, years: span, lang }) => {
  const set = (name, value) => { const one = root.querySelector(`select[name=${name}]`); if (one && one.value !== String(value)) one.value = value; };
  set("contract", contract);
  set("reference", reference);
  set("first", span[0]);
  set("last", span[1]);
  root.querySelector("[name=everywhere]").checked = everywhere;
  root.querySelectorAll("[name=lang]").forEach((one) => { one.checked = one.value === lang; });
  root.cqChoose(territories);
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cq-ask");
  const { fixed, now, rank } = JSON.parse(new TextDecoder().decode(data));
  root.cqTell = (value) => setTriggerValue("asked", value);
  const version = JSON.stringify(fixed);
  if (root.cqVersion !== version) {
    const isFocused = root.contains(document.activeElement) && document.activeElement.name;
    root.cqVersion = version;
    build(root, fixed);
    fill(root, now);
    if (isFocused) root.querySelector(`[name=${isFocused}]:is(select, :checked, [role=switch])`)?.focus();
  } else if (!rank || rank >= (window.capQuartiersAsked ?? 0)) fill(root, now);
}
