// While somebody types, the form is tried out and taken back: what would be after it, or why not.
// Without this the button "Check" does the same.
const form = document.querySelector("form[data-check]");
const answer = document.getElementById("land-check");
let waiting;
let running;

async function check() {
  running?.abort();
  running = new AbortController();
  const data = new FormData(form);
  data.set("check", "1");
  try {
    const response = await fetch(location.href, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "fetch" },
      signal: running.signal,
    });
    if (response.ok) answer.innerHTML = await response.text();
  } catch (error) {
    if (error.name !== "AbortError") answer.replaceChildren();
  }
}

if (form && answer) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    if (form.checkValidity()) waiting = setTimeout(check, 600);
  });
}
