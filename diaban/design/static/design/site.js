// Small conveniences on top of pages that work without them.

const root = document.documentElement;

function remember(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // A forbidden storage only means that the choice lasts for this page.
  }
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  const dark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  const show = () => button.setAttribute("aria-pressed", String(dark()));
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    remember(root.dataset.theme);
    show();
  });
  show();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const said = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = said), 2000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// An empty field says nothing: leave it out of the address, so that links stay short.
for (const form of document.querySelectorAll("form[data-question]")) {
  form.addEventListener("formdata", (event) => {
    const together = new Map();
    for (const [name, value] of [...event.formData]) {
      if (value === "") continue;
      together.set(name, together.has(name) ? `${together.get(name)},${value}` : value);
    }
    for (const name of new Set(event.formData.keys())) event.formData.delete(name);
    for (const [name, value] of together) event.formData.set(name, value);
  });
}

// On paper nothing unfolds: what is folded is opened for printing, and folded again after it.
const folded = "main details:not([open]):not(:has(form, input, select))";
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(folded)];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
  unfolded = [];
});

// A link to a closed <details> opens it.
function openTarget() {
  if (!location.hash) return;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest("details");
  if (!details) return;
  details.open = true;
  // What a line unfolds is not read without the line.
  const line = target.previousElementSibling;
  if (line?.localName === "summary") line.scrollIntoView({ behavior: "instant" });
}
addEventListener("hashchange", openTarget);
openTarget();
