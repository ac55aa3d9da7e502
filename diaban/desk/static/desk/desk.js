// Small conveniences of the desk; every form works without them.

// Only the part of the form that belongs to the chosen kind of source is shown.
const parts = document.querySelectorAll("[data-when]");
const radios = document.querySelectorAll('input[name="source_is"]');
function showChosen() {
  const chosen = document.querySelector('input[name="source_is"]:checked')?.value;
  for (const part of parts) part.hidden = part.dataset.when !== chosen;
}
for (const radio of radios) radio.addEventListener("change", showChosen);
if (radios.length) showChosen();

// While a publication is under way its page looks again by itself, until it is done.
if (document.querySelector("[data-look-again]")) setTimeout(() => location.reload(), 1500);

// One box chooses every row of a list.
for (const table of document.querySelectorAll("table[data-choose-all]")) {
  const head = table.querySelector("thead .cell-select");
  const boxes = [...table.querySelectorAll('tbody input[type="checkbox"]')];
  if (!head || !boxes.length) continue;
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", table.dataset.chooseAll);
  label.append(all);
  head.replaceChildren(label);
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  table.addEventListener("change", () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  });
}

// On a narrow screen the navigation begins where one is.
for (const current of document.querySelectorAll(".desk-nav [aria-current]")) {
  const bar = current.closest("ul");
  if (bar.parentElement.scrollWidth > bar.parentElement.clientWidth) {
    bar.parentElement.scrollLeft = current.offsetLeft - 16;
  }
}
