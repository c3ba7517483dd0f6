// Keeps the page as of now: asks for it again and takes over what is in <main>. Without this file the page reloads itself.
(() => {
  "use strict";
  const PERIOD = 2000;
  const DEADLINE = 10000;
  const main = document.getElementById("main");
  const freshness = document.getElementById("freshness");
  const news = document.getElementById("news");
  const pause = document.getElementById("pause");
  let paused = false;
  let heard = headlines(main);

  function headlines(part) {
    return [...part.querySelectorAll("[data-news]")].slice(0, 3).map((entry) => entry.dataset.news);
  }

  function isBeingRead() {
    const selection = document.getSelection();
    return !selection.isCollapsed && main.contains(selection.anchorNode);
  }

  // What was open stays open, what was scrolled stays there, and the keyboard stays where it was.
  function takeOver(fresh) {
    const focused = main.contains(document.activeElement) ? document.activeElement.id : "";
    for (const open of main.querySelectorAll("details[open]")) {
      fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
    }
    const scrolled = [...main.querySelectorAll("pre")].map((pre) => [pre.textContent, pre.scrollTop, pre.scrollLeft]);
    main.replaceChildren(...fresh.childNodes);
    for (const pre of main.querySelectorAll("pre")) {
      const before = scrolled.find(([text]) => text === pre.textContent);
      if (before) {
        [pre.scrollTop, pre.scrollLeft] = [before[1], before[2]];
      }
    }
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  function tell(part) {
    const now = headlines(part);
    const changed = now.filter((line) => !heard.includes(line));
    heard = now;
    if (changed.length > 0) {
      news.textContent = changed.join(" ");
    }
  }

  async function refresh() {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(DEADLINE) });
    if (!answer.ok) {
      throw new Error(`the console answered ${answer.status}`);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    const asOf = page.getElementById("freshness");
    document.title = page.title;
    freshness.replaceChildren(...asOf.childNodes);
    freshness.classList.remove("stale");
    // An element without an id can't be found again, so while the keyboard is on one nothing is replaced.
    const nameless = main.contains(document.activeElement) && !document.activeElement.id;
    if (fresh.innerHTML !== main.innerHTML && !isBeingRead() && !nameless) {
      tell(fresh);
      takeOver(fresh);
    }
  }

  async function loop() {
    if (!paused && !document.hidden) {
      try {
        await refresh();
      } catch (problem) {
        if (!freshness.classList.contains("stale")) {
          freshness.append(" · the console can't be reached");
          freshness.classList.add("stale");
        }
      }
    }
    setTimeout(loop, PERIOD);
  }

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
  });
  setTimeout(loop, PERIOD);
})();
