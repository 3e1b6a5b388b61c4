// The tour of a first visit. It runs in the browser alone: no step of it asks the server, and that
// it was dismissed is kept in this browser.
const KEY = "icp-metrics.tour";

function seen() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return window[KEY] === true;
  }
}

function remember() {
  // Where a browser keeps nothing, it is kept for as long as the page is open.
  window[KEY] = true;
  try {
    localStorage.setItem(KEY, "seen");
  } catch {}
}

function button(words, act, kind) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.className = kind;
  made.onclick = act;
  return made;
}

function text(kind, words) {
  const made = document.createElement(kind);
  made.textContent = words;
  return made;
}

function row(...buttons) {
  const made = document.createElement("div");
  made.className = "buttons";
  made.append(...buttons);
  return made;
}

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector("section");
  const { offer, steps, words, again } = data;

  function close() {
    remember();
    if (again) return draw("offer");
    place.hidden = true;
    place.replaceChildren();
  }

  function draw(step) {
    place.dataset.step = step;
    place.hidden = false;
    if (step === "offer") {
      const start = button(words.start, () => show(0), "first");
      const rest = again ? [] : [button(words.dismiss, close, "")];
      place.replaceChildren(text("p", offer), row(start, ...rest));
      return;
    }
    const [title, said] = steps[step];
    const count = words.place.replace("{n}", step + 1).replace("{of}", steps.length);
    const last = step + 1 === steps.length;
    const heading = text("h2", title);
    heading.tabIndex = -1;
    place.replaceChildren(
      text("small", count),
      heading,
      text("p", said),
      row(
        ...(step > 0 ? [button(words.back, () => show(step - 1), "")] : []),
        button(last ? words.end : words.next, last ? close : () => show(step + 1), "first"),
        ...(last ? [] : [button(words.leave, close, "")]),
      ),
    );
  }

  // What is new is where the reader is: a screen reader reads it, Tab goes on from there.
  function show(step) {
    draw(step);
    place.querySelector("h2").focus();
  }

  place.setAttribute("aria-label", words.name);
  place.onkeydown = (event) => {
    if (event.key === "Escape" && place.dataset.step !== "offer") close();
  };
  // Another run of the page leaves the reader at the step they are at.
  if (place.dataset.step === undefined && (again || !seen())) draw("offer");
}
