// Rows that scroll sideways fade out at the end that has more.

/** Keep the classes `more-before` and `more-after` of a row as they are true. */
export function markOverflow(row) {
  const mark = () => {
    const most = row.scrollWidth - row.clientWidth;
    row.classList.toggle("more-before", row.scrollLeft > 1);
    row.classList.toggle("more-after", row.scrollLeft < most - 1);
  };
  row.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(row);
  new MutationObserver(mark).observe(row, { childList: true, subtree: true, characterData: true });
  mark();
}
