// A point may be chosen on a map. Without this the two fields of degrees do the same.
// The map is large, so it is fetched only when somebody asks for it.

const box = document.querySelector("[data-picker]");

if (box) {
  const open = box.querySelector("[data-picker-open]");
  const panel = box.querySelector("[data-picker-panel]");
  open.hidden = false;
  open.addEventListener("click", async () => {
    open.hidden = true;
    panel.hidden = false;
    const styles = document.createElement("link");
    styles.rel = "stylesheet";
    styles.href = box.dataset.styles;
    document.head.append(styles);
    try {
      await import(box.dataset.module);
    } catch {
      panel.hidden = true;
      open.hidden = false;
      styles.remove();
    }
  });
}
