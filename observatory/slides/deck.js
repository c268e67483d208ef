(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const root = document.documentElement;
  const slides = [...document.querySelectorAll(".slide")];
  const live = document.getElementById("live");
  const black = document.getElementById("black");
  const typed = document.getElementById("typed");
  const toast = document.getElementById("toast");
  const help = document.getElementById("help");
  const started = Date.now();
  let current = -1;
  let digits = "";
  let digitsTimer = 0;
  let notes = null;

  // Charts are drawn once at the size they were composed for; the style sheet scales the drawing with the slide.
  const measure = () => root.style.setProperty("--s", parseFloat(getComputedStyle(root).fontSize) / 16);
  addEventListener("resize", measure);
  measure();

  const dark = () => root.dataset.theme === "dark";
  if (!root.dataset.theme) root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

  const drawn = new Map();
  const draw = (slide) => {
    const plot = slide.querySelector(".plot");
    if (!plot || !window.Plotly || drawn.get(plot) === root.dataset.theme) return;
    const figure = data.figures[plot.dataset.figure][root.dataset.theme];
    drawn.set(plot, root.dataset.theme);
    Plotly.react(plot, figure.data, figure.layout, data.config);
  };
  const idle = window.requestIdleCallback || ((run) => setTimeout(run, 1));
  // One chart at a time, the next slides first, so that a key is never kept waiting.
  const drawAhead = () => {
    const wanted = root.dataset.theme;
    const order = [...slides.slice(Math.max(current, 0)), ...slides.slice(0, Math.max(current, 0)).reverse()];
    const step = () => {
      if (root.dataset.theme !== wanted) return;
      const slide = order.find((s) => {
        const plot = s.querySelector(".plot");
        return plot && drawn.get(plot) !== wanted;
      });
      if (!slide) { root.dataset.ready = wanted; return; }
      draw(slide);
      idle(step, { timeout: 200 });
    };
    idle(step, { timeout: 200 });
  };

  const show = (index) => {
    const target = Math.min(Math.max(index, 0), slides.length - 1);
    if (target === current) return;
    if (current >= 0) {
      slides[current].classList.remove("shown");
      slides[current].querySelectorAll("details[open]").forEach((d) => { d.open = false; });
    }
    current = target;
    draw(slides[current]);
    slides[current].classList.add("shown");
    root.dataset.slide = current + 1;
    live.textContent = slides[current].getAttribute("aria-label");
    try { history.replaceState(null, "", "#" + (current + 1)); } catch (error) { /* some viewers of local files refuse it */ }
    tellNotes();
  };

  const say = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    setTimeout(() => { toast.hidden = true; }, 4000);
  };

  const type = (text) => {
    digits = text;
    typed.textContent = text;
    typed.hidden = !text;
    clearTimeout(digitsTimer);
    if (text) digitsTimer = setTimeout(jump, 1200);
  };
  const jump = () => {
    const wanted = parseInt(digits, 10);
    type("");
    if (wanted >= 1) show(wanted - 1);
  };

  const full = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (root.requestFullscreen) root.requestFullscreen().catch(() => say(words.no_full));
  };
  const theme = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    draw(slides[current]);
    drawAhead();
  };

  // The notes window is written by this one: it works from a file, where two pages may not talk to each other.
  const put = (id, text) => { notes.document.getElementById(id).textContent = text; };
  const tellNotes = () => {
    if (!notes || notes.closed) return;
    put("where", `${current + 1} / ${slides.length}`);
    put("message", data.messages[current]);
    put("note", data.notes[current] || words.no_note);
    put("next", data.messages[current + 1] || words.last);
  };
  const tick = () => {
    if (!notes || notes.closed) return;
    const seconds = Math.floor((Date.now() - started) / 1000);
    const pad = (n) => String(n).padStart(2, "0");
    put("timer", `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`);
    put("clock", new Date().toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit" }));
  };
  const openNotes = () => {
    notes = window.open("", "cap-quartiers-notes", "popup,width=900,height=640");
    if (!notes) { say(words.blocked); return; }
    const page = notes.document;
    page.open();
    page.write(data.notes_page);
    page.close();
    page.addEventListener("keydown", key);
    tellNotes();
    tick();
    notes.focus();
  };
  setInterval(tick, 1000);

  const actions = {
    previous: () => show(current - 1),
    next: () => show(current + 1),
    first: () => show(0),
    last: () => show(slides.length - 1),
    full, theme,
    notes: openNotes,
    black: () => { black.hidden = !black.hidden; },
    help: () => { if (help.open) help.close(); else help.showModal(); },
  };
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous",
    Home: "first", End: "last", f: "full", b: "black", ".": "black", n: "notes", t: "theme", "?": "help", h: "help",
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const own = event.target.closest && event.target.closest("button, summary, dialog");
    if (own && (event.key === " " || event.key === "Enter")) return;
    if (help.open && event.key !== "?" && event.key !== "h") return;
    const inTable = event.target.closest && event.target.closest(".twin[open]");
    if (inTable && event.key.startsWith("Arrow")) return;
    if (/^[0-9]$/.test(event.key)) { type((digits + event.key).slice(-3)); event.preventDefault(); return; }
    if (digits && event.key === "Enter") { jump(); event.preventDefault(); return; }
    if (event.key === "Escape") { type(""); black.hidden = true; return; }
    const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!name) return;
    event.preventDefault();
    if (event.key === " " && event.shiftKey) { actions.previous(); return; }
    // A black screen comes back with any key, as presenters expect of it.
    if (!black.hidden) { black.hidden = true; return; }
    actions[name]();
  };
  addEventListener("keydown", key);
  black.addEventListener("click", () => { black.hidden = true; });
  document.getElementById("controls").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) actions[button.dataset.do]();
  });

  let touch = null;
  addEventListener("touchstart", (event) => {
    touch = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!touch) return;
    const x = event.changedTouches[0].clientX - touch[0];
    const y = event.changedTouches[0].clientY - touch[1];
    touch = null;
    if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) actions[x < 0 ? "next" : "previous"]();
  }, { passive: true });

  let pointing = 0;
  addEventListener("mousemove", () => {
    document.body.classList.add("pointing");
    document.body.classList.remove("idle");
    clearTimeout(pointing);
    pointing = setTimeout(() => {
      document.body.classList.remove("pointing");
      document.body.classList.add("idle");
    }, 2500);
  });

  addEventListener("hashchange", () => show((parseInt(location.hash.slice(1), 10) || 1) - 1));
  show((parseInt(location.hash.slice(1), 10) || 1) - 1);
  // Plotly measures its words: it must wait for the typeface.
  document.fonts.ready.then(() => { drawn.clear(); draw(slides[current]); drawAhead(); });
})();
