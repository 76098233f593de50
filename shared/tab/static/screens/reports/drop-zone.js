/** Files dropped on the screen. */

/**
 * Files may be dropped anywhere: a miss would make the browser leave the tab and open the file instead.
 * @param {AbortSignal} signal Until when.
 * @param {HTMLElement} marked What shows that they would be taken.
 * @param {(files: File[]) => void} take
 */
export function acceptDrops(signal, marked, take) {
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  const mark = (/** @type {boolean} */ over) => marked.classList.toggle("dropping", over);
  const over = (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(true);
  };
  const leave = (/** @type {DragEvent} */ event) => {
    if (event.relatedTarget === null) mark(false);
  };
  const drop = (/** @type {DragEvent} */ event) => {
    mark(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    take([...(event.dataTransfer?.files ?? [])]);
  };
  window.addEventListener("dragover", over, { signal });
  window.addEventListener("dragleave", leave, { signal });
  window.addEventListener("drop", drop, { signal });
}
