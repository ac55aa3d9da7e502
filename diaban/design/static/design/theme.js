// Sets the reader's theme before anything is painted; without it the page follows the system.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be forbidden: then the system's choice stands.
}
