// Keeps the board fresh while somebody looks at it. Without it the page works the same;
// only the link "refresh" does the work. When the office cannot be reached, the old
// figures stay and the page says so.
"use strict";

const PAUSE_MS = 20000;

async function refresh() {
  const fresh = document.getElementById("fresh");
  const board = document.getElementById("board");
  if (document.hidden || !fresh || !board || board.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [newFresh, newBoard] = [page.getElementById("fresh"), page.getElementById("board")];
    if (!newFresh || !newBoard) throw new Error("no board");
    if (newBoard.innerHTML !== board.innerHTML) board.replaceWith(document.adoptNode(newBoard));
    fresh.replaceWith(document.adoptNode(newFresh));
  } catch {
    if (fresh.classList.contains("stale")) return;
    fresh.classList.add("stale");
    fresh.prepend(fresh.dataset.stale, " ");
  }
}

setInterval(refresh, PAUSE_MS);
document.addEventListener("visibilitychange", refresh);
