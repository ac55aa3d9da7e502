// Published statements once stood at /figures/: a link to one of them is sent on to its page.
const statements = document.querySelector("[data-statements]")?.dataset.statements;
const wanted = location.hash.slice(1);
if (statements && wanted && !document.getElementById(decodeURIComponent(wanted))) {
  location.replace(statements + location.hash);
}
