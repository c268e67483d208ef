({ language, words, navigation }) => {
  // Streamlit says the words of its own controls in English and offers no setting for them: `words` are [English, French].
  const page = window.capQuartiersInterface ??= { observer: null, ground: null };
  page.observer?.disconnect();
  page.ground?.disconnect();
  const [from, to] = language === "fr" ? [0, 1] : [1, 0];
  const exact = new Map(), patterns = [];
  const forms = { count: "\\d+", number: "\\d+", month: "\\p{L}+", size: "[\\d.]+", prefix: "[KMG]?", date: "[^{]{8,30}" };
  for (const pair of words) {
    if (!pair[from].includes("{")) { exact.set(pair[from], pair[to]); continue; }
    const form = pair[from].replace(/[.*+?^$()|[\]\\]/g, "\\$&")
      .replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${forms[name] ?? ".+"})`);
    patterns.push([new RegExp(`^${form}$`, "su"), pair[to]]);
  }
  // Streamlit writes dates out in English whatever the language.
  const date = (said, parts) => {
    const day = new Date(`${said} 12:00`);
    return Number.isNaN(day.getTime()) ? said : day.toLocaleDateString(language, parts);
  };
  const filled = {
    date: (said) => date(said, { day: "numeric", month: "long", year: "numeric" }),
    month: (said) => date(`${said} 1, 2000`, { month: "long" }),
    size: (said) => Number(said).toLocaleString(language),
  };
  const translated = (text) => {
    const plain = text.replace("...", "…").replaceAll("'", "’").trim();
    const found = exact.get(plain);
    if (found !== undefined) return found;
    for (const [form, said] of patterns) {
      const parts = form.exec(plain)?.groups;
      if (parts) return said.replace(/\{(\w+)\}/g, (_, name) => (filled[name] ?? String)(parts[name]));
    }
    return undefined;
  };
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder"];
  // Our own HTML is already in the reader's language, and a chart changes too often to be read through.
  const OURS = ".cq, .js-plotly-plot, script, style, textarea, [data-testid=stIconMaterial], [data-testid=stDataFrameResizable] canvas";
  const attributes = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const said = value && translated(value);
      if (said && said !== value) element.setAttribute(name, said);
    }
  };
  const words_of = (node) => {
    const said = node.nodeValue.length < 200 ? translated(node.nodeValue) : undefined;
    if (said && said !== node.nodeValue) node.nodeValue = said;
  };
  const read = (root) => {
    if (root.nodeType === Node.TEXT_NODE) { if (!root.parentElement?.closest(OURS)) words_of(root); return; }
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
    const skip = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(OURS)
      ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, skip);
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) words_of(node); else attributes(node);
    }
  };
  const put = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
  // A heading and the marks beside it are apart for the eye alone.
  const spoken = (heading) => [...heading.childNodes].map((part) => part.textContent.trim()).filter(Boolean).join(" ");
  // What a screen reader needs and Streamlit leaves out: landmarks, the page one is on, names that may be spoken.
  const complete = () => {
    const menu = document.querySelector("[data-testid=stSidebarNav]");
    if (menu) { put(menu, "role", "navigation"); put(menu, "aria-label", navigation); }
    // Sections stand between the list and its items, which no reader of lists understands.
    menu?.querySelectorAll("ul, li").forEach((one) => put(one, "role", "none"));
    const links = [...(menu?.querySelectorAll("a") ?? [])];
    // Streamlit leaves the first page's address empty: in a new tab it would open whatever page one is on.
    links.filter((link) => link.getAttribute("href") === "").forEach((link) => link.setAttribute("href", "./"));
    const current = links.find((link) => link.pathname === location.pathname) ?? links[0];
    links.forEach((link) => { if (link === current) put(link, "aria-current", "page"); else link.removeAttribute("aria-current"); });
    document.querySelectorAll("[data-tag]:not([role])").forEach((tag) => tag.setAttribute("role", "group"));
    document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")
      .forEach((zone) => zone.setAttribute("role", "group"));
    const main = document.querySelector("[data-testid=stMain]");
    if (!main) return;
    let heading = null;
    main.querySelectorAll("h1, h2, h3, h4, table").forEach((one) => {
      if (one.tagName !== "TABLE") { heading = one; return; }
      if (heading && one.closest(".cq") && !one.caption && !one.hasAttribute("aria-labelledby")) {
        put(one, "aria-label", spoken(heading));
      }
    });
    // Streamlit names the region of a grid, not the grid that a reader moves in.
    main.querySelectorAll("[data-testid=stDataFrame] [role=grid]").forEach((one) => {
      const name = one.closest("[aria-label]:not([role=grid])")?.getAttribute("aria-label");
      if (name) put(one, "aria-label", name);
    });
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; complete(); });
  };
  page.observer = new MutationObserver((changes) => {
    let ours = true;
    for (const change of changes) {
      const target = change.target;
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (!element || element.closest(".js-plotly-plot")) continue;
      ours = false;
      if (change.type === "attributes") { if (!element.closest(OURS)) attributes(element); }
      else if (change.type === "characterData") read(target);
      else change.addedNodes.forEach(read);
    }
    if (!ours) soon();
  });
  // A reader who turns the lights off must not wait for the next answer: our own colours follow at once, the charts
  // as soon as the server has drawn them again.
  const app = document.querySelector("[data-testid=stApp]");
  // The script that can tell the server may still be on its way.
  const tell = (tries) => {
    if (window.capQuartiersTurned) window.capQuartiersTurned();
    else if (tries) setTimeout(tell, 300, tries - 1);
  };
  page.ground = new MutationObserver(() => {
    const dark = getComputedStyle(app).colorScheme === "dark";
    if (dark === document.documentElement.classList.contains("cq-dark")) return;
    document.documentElement.classList.toggle("cq-dark", dark);
    tell(30);
  });
  if (app) page.ground.observe(app, { attributes: true, attributeFilter: ["class"] });
  read(document.body);
  complete();
  page.observer.observe(document.body,
    { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}
